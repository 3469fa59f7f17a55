//! The invented staff: at least one person for every post of the policy table.

use client_core::domain::policy::Role;

/// Somebody of the staff.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    /// The name to sign in with.
    pub(crate) login: &'static str,
    /// The name that others see.
    pub(crate) name: &'static str,
    /// Post.
    pub(crate) role: Role,
    /// What the post is called.
    pub(crate) post: &'static str,
}

const fn person(login: &'static str, name: &'static str, role: Role, post: &'static str) -> Person {
    Person { login, name, role, post }
}

/// The person who administers accounts; made by `undercroft init`.
pub(crate) const ADMINISTRATOR: Person = person("admin", "admin", Role::Administrator, "系统管理员");

/// Everybody else.
pub(crate) const STAFF: &[Person] = &[
    person("zhoumin", "周敏", Role::Dispatcher, "调度"),
    person("wuting", "吴婷", Role::Dispatcher, "调度"),
    person("sunli", "孙丽", Role::FrontDesk, "前台"),
    person("zhengjie", "郑洁", Role::DispatchAssistant, "客户服务调度助理"),
    person("fengxue", "冯雪", Role::AreaAssistant, "片区客户助理"),
    person("helin", "何琳", Role::CsAssistant, "客服助理"),
    person("gaofeng", "高峰", Role::CscSupervisor, "客服中心主管"),
    person("lintao", "林涛", Role::CscManager, "客户服务中心经理"),
    person("huangjianguo", "黄建国", Role::OfficeHead, "管理处主任"),
    person("liqiang", "李强", Role::Technician, "维修人员"),
    person("wangwei", "王伟", Role::Technician, "维修人员"),
    person("zhanglei", "张磊", Role::Technician, "维修人员"),
    person("chengang", "陈刚", Role::Technician, "维修人员"),
    person("zhaoyong", "赵勇", Role::Technician, "维修人员"),
    person("machao", "马超", Role::Storekeeper, "仓管员"),
    person("hanmei", "韩梅", Role::Storekeeper, "仓管员"),
    person("luofang", "罗芳", Role::Finance, "财务人员"),
    person("xiejun", "谢军", Role::FeeCollector, "收费员"),
    person("xujing", "许静", Role::RecordsAdmin, "管理员(档案)"),
    person("caoyang", "曹阳", Role::GateGuard, "门岗安护员"),
    person("denghui", "邓辉", Role::Contractor, "合作服务商"),
    person("songqin", "宋琴", Role::AdminHr, "行政人事部"),
];

/// Everybody who can sign in.
pub(crate) fn all() -> impl Iterator<Item = &'static Person> {
    std::iter::once(&ADMINISTRATOR).chain(STAFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_post_is_held_and_no_login_twice() {
        for role in Role::ALL.iter().filter(|role| **role != Role::Server) {
            assert!(all().any(|person| person.role == *role), "{role:?}");
        }
        let logins: BTreeSet<&str> = all().map(|person| person.login).collect();
        assert_eq!(logins.len(), all().count());
    }
}
