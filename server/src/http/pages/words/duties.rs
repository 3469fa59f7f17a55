//! What each post is for, in our own words, with the page that supports it (ROL).

use super::Text;

/// A post of the management office.
pub(crate) struct Post {
    /// What it is called.
    pub(crate) name: Text,
    /// Its duties.
    pub(crate) duties: &'static [Duty],
}

/// A duty of a post.
pub(crate) struct Duty {
    /// Rule of the rule book.
    pub(crate) rule: &'static str,
    /// What it asks for.
    pub(crate) text: Text,
    /// The page on which it is done; nothing where a rule of conduct is all there is.
    pub(crate) place: Option<&'static str>,
}

const fn duty(rule: &'static str, place: &'static str, text: Text) -> Duty {
    Duty { rule, text, place: Some(place) }
}

const fn conduct(rule: &'static str, text: Text) -> Duty {
    Duty { rule, text, place: None }
}

/// All posts.
pub(crate) const POSTS: &[Post] = &[
    Post {
        name: Text("接待员", "接待員", "Receptionist"),
        duties: &[
            duty(
                "ROL-1",
                "/matters?kind=enquiry",
                Text(
                    "在园区迎接和接待来人",
                    "在園區迎接和接待來人",
                    "Welcomes and receives whoever comes to the estate",
                ),
            ),
            duty(
                "ROL-2",
                "/directory",
                Text(
                    "联系责任片区的业主,更新业主档案",
                    "聯繫責任片區的業主,更新業主檔案",
                    "Keeps in touch with the owners of his area, and keeps their files up to date",
                ),
            ),
            duty(
                "ROL-3",
                "/matters?kind=task",
                Text(
                    "完成上级交办的其他任务",
                    "完成上級交辦的其他任務",
                    "Does what else the superior asks for",
                ),
            ),
        ],
    },
    Post {
        name: Text("物业经理", "物業經理", "Property manager"),
        duties: &[
            conduct(
                "ROL-4",
                Text(
                    "带领、督促、考核管理工作,并不断修正与提高",
                    "帶領、督促、考核管理工作,並不斷修正與提高",
                    "Leads and watches over the work, judges it, corrects it, and makes it better",
                ),
            ),
            conduct(
                "ROL-5",
                Text(
                    "执行法规与业主公约,与各部门保持良好关系",
                    "執行法規與業主公約,與各部門保持良好關係",
                    "Follows the law and the owners' covenant, and keeps good relations with the departments",
                ),
            ),
            duty(
                "ROL-6",
                "/compliance",
                Text(
                    "编制预算计划,掌握每天的质量、流程与财务",
                    "編制預算計劃,掌握每天的質量、流程與財務",
                    "Plans the budget, and knows each day how quality, procedures and money stand",
                ),
            ),
            duty(
                "ROL-7",
                "/incidents",
                Text(
                    "处理突发事件与紧急情况",
                    "處理突發事件與緊急情況",
                    "Deals with incidents and emergencies",
                ),
            ),
            duty(
                "ROL-8",
                "/matters?kind=task",
                Text(
                    "接管验收房屋与设备,安排维修与专业工程发标",
                    "接管驗收房屋與設備,安排維修與專業工程發標",
                    "Takes buildings and plant over, has them repaired, and puts specialist work out to tender",
                ),
            ),
            duty(
                "ROL-9",
                "/matters?form=asset",
                Text(
                    "监管物业用房、车位、房屋等资产",
                    "監管物業用房、車位、房屋等資產",
                    "Watches over the assets: property centre, parking spaces, houses",
                ),
            ),
            duty(
                "ROL-10",
                "/incidents",
                Text("协调绿化与安防", "協調綠化與安防", "Brings gardeners and security together"),
            ),
            duty(
                "ROL-11",
                "/complaints",
                Text(
                    "处理业主与租户的投诉,关注环境卫生与公共秩序",
                    "處理業主與租戶的投訴,關注環境衛生與公共秩序",
                    "Answers for complaints of owners and tenants, for cleanliness and for public order",
                ),
            ),
        ],
    },
    Post {
        name: Text("园区经理", "園區經理", "Park manager"),
        duties: &[
            duty(
                "ROL-12",
                "/matters?form=fire_check",
                Text("负责消防与安全", "負責消防與安全", "Answers for fire protection and safety"),
            ),
            duty(
                "ROL-13",
                "/incidents",
                Text(
                    "负责日常安防、清洁、工程与绿化",
                    "負責日常安防、清潔、工程與綠化",
                    "Answers for security, cleaning, engineering and plants day by day",
                ),
            ),
            duty(
                "ROL-14",
                "/statistics",
                Text(
                    "联系并关怀企业客户,达到满意率目标",
                    "聯繫並關懷企業客戶,達到滿意率目標",
                    "Keeps in touch with enterprises, cares for them, and reaches the satisfaction that was set as a target",
                ),
            ),
            conduct(
                "ROL-15",
                Text(
                    "为企业提出增值服务方案",
                    "為企業提出增值服務方案",
                    "Proposes services that enterprises gain by",
                ),
            ),
            conduct(
                "ROL-16",
                Text(
                    "与当地政府部门保持联系",
                    "與當地政府部門保持聯繫",
                    "Keeps good relations with local government",
                ),
            ),
        ],
    },
    Post {
        name: Text("运行经理", "運行經理", "Operations manager"),
        duties: &[
            duty(
                "ROL-17",
                "/procedures",
                Text(
                    "管理运行、维修、保养的技术工作",
                    "管理運行、維修、保養的技術工作",
                    "Leads operation, repair and upkeep on the technical side",
                ),
            ),
            duty(
                "ROL-18",
                "/",
                Text(
                    "安排接待客户报修",
                    "安排接待客戶報修",
                    "Sees that customers who report a repair are received",
                ),
            ),
            duty(
                "ROL-19",
                "/incidents",
                Text(
                    "管理安防、消防、清洁、绿化",
                    "管理安防、消防、清潔、綠化",
                    "Leads security, fire protection, cleaning and plants",
                ),
            ),
            duty(
                "ROL-20",
                "/procedures",
                Text("检查并指导维修人员", "檢查並指導維修人員", "Checks and guides the technicians"),
            ),
            duty(
                "ROL-21",
                "/matters?form=meter_check",
                Text(
                    "核算并监督水费、电费与管理费",
                    "核算並監督水費、電費與管理費",
                    "Reckons and watches water, electricity and management fees",
                ),
            ),
        ],
    },
    Post {
        name: Text("物业部经理", "物業部經理", "Head of the property department"),
        duties: &[
            duty(
                "ROL-22",
                "/incidents",
                Text(
                    "按合同与法规组织秩序、清洁、绿化、消杀、垃圾清运与养护",
                    "按合同與法規組織秩序、清潔、綠化、消殺、垃圾清運與養護",
                    "Organises order, cleaning, plants, pest control, refuse and upkeep by contract and law",
                ),
            ),
            duty(
                "ROL-23",
                "/matters?form=plan",
                Text(
                    "制定计划与预算,执行制度,控制成本",
                    "制定計劃與預算,執行制度,控制成本",
                    "Makes plans with a budget, follows the rules, keeps costs in hand",
                ),
            ),
            conduct(
                "ROL-24",
                Text(
                    "制定部门制度与注意事项、应急预案,并组织演练",
                    "制定部門制度與注意事項、應急預案,並組織演練",
                    "Makes the department's rules and precautions and its plans for emergencies, and has them practised",
                ),
            ),
            duty(
                "ROL-25",
                "/incidents",
                Text(
                    "核实安全事故与隐患,划清责任,提出处理意见",
                    "核實安全事故與隱患,劃清責任,提出處理意見",
                    "Finds out about accidents and hidden dangers, says who answers for them, and proposes what to do",
                ),
            ),
            duty(
                "ROL-26",
                "/matters?form=scores",
                Text(
                    "指导并量化检查清洁与绿化",
                    "指導並量化檢查清潔與綠化",
                    "Guides cleaning and plants, and measures them",
                ),
            ),
            conduct(
                "ROL-27",
                Text(
                    "与政府部门和租户联系",
                    "與政府部門和租戶聯繫",
                    "Keeps in touch with authorities and tenants",
                ),
            ),
            duty(
                "ROL-28",
                "/duties",
                Text(
                    "每周一次工作例会,每月一次月例会",
                    "每週一次工作例會,每月一次月例會",
                    "Holds one working meeting a week and one meeting a month",
                ),
            ),
            duty(
                "ROL-29",
                "/duties",
                Text(
                    "每月全面巡视一次,对片区安全负责",
                    "每月全面巡視一次,對片區安全負責",
                    "Tours everything once a month, and answers for the safety of the area",
                ),
            ),
            duty(
                "ROL-30",
                "/matters?form=training",
                Text(
                    "培训、指导、考核物业助理以上员工",
                    "培訓、指導、考核物業助理以上員工",
                    "Trains, guides and judges the staff from property assistant upward",
                ),
            ),
        ],
    },
    Post {
        name: Text("案场区域经理", "案場區域經理", "Area manager of sales sites"),
        duties: &[
            duty(
                "ROL-31",
                "/duties",
                Text(
                    "每月核对经营数据、应收款与费用报销",
                    "每月核對經營數據、應收款與費用報銷",
                    "Checks figures, debts and expenses each month",
                ),
            ),
            duty(
                "ROL-32",
                "/matters?form=sales_team",
                Text(
                    "指导方案,关注团队与流失、服务品质,支援应急与重大活动",
                    "指導方案,關注團隊與流失、服務品質,支援應急與重大活動",
                    "Guides plans, looks after team, losses and quality, and helps in emergencies and at events",
                ),
            ),
            duty(
                "ROL-33",
                "/matters?form=new_site",
                Text(
                    "按接管日期筹备新项目",
                    "按接管日期籌備新項目",
                    "Prepares new sites until their take-over",
                ),
            ),
        ],
    },
    Post {
        name: Text("机电工程师", "機電工程師", "Electro-mechanical engineer"),
        duties: &[
            conduct(
                "ROL-34",
                Text(
                    "设备选型、采购与技术协议",
                    "設備選型、採購與技術協議",
                    "Chooses and buys equipment, and agrees on its technical terms",
                ),
            ),
            conduct(
                "ROL-35",
                Text(
                    "审核图纸与方案,提出措施",
                    "審核圖紙與方案,提出措施",
                    "Reads drawings and plans, and proposes measures",
                ),
            ),
            conduct(
                "ROL-36",
                Text(
                    "参与智能化项目的讨论、招标与施工",
                    "參與智能化項目的討論、招標與施工",
                    "Takes part in talks, tenders and works for clever technology in buildings",
                ),
            ),
            conduct(
                "ROL-37",
                Text(
                    "现场安装与各专业配合",
                    "現場安裝與各專業配合",
                    "Brings the trades together where things are installed",
                ),
            ),
            conduct(
                "ROL-38",
                Text(
                    "控制安装的质量、进度与安全",
                    "控制安裝的質量、進度與安全",
                    "Watches quality, progress and safety of the installation",
                ),
            ),
            conduct(
                "ROL-39",
                Text(
                    "编制验收与试运行方案并参加",
                    "編制驗收與試運行方案並參加",
                    "Plans acceptance and trial runs, and takes part in them",
                ),
            ),
            duty(
                "ROL-40",
                "/matters?form=plant_papers",
                Text(
                    "移交设备与技术资料并整理归档",
                    "移交設備與技術資料並整理歸檔",
                    "Hands equipment over with its papers, and puts them in order",
                ),
            ),
        ],
    },
    Post {
        name: Text("客服助理", "客服助理", "Customer-service assistant"),
        duties: &[
            duty(
                "ROL-41",
                "/matters",
                Text(
                    "办理入住与装修手续,受理、跟踪、回访报修",
                    "辦理入住與裝修手續,受理、跟蹤、回訪報修",
                    "Does move-ins and renovations; takes repairs down, follows them, and calls back",
                ),
            ),
            duty(
                "ROL-42",
                "/complaints",
                Text(
                    "受理投诉,与住户日常联系与协调",
                    "受理投訴,與住戶日常聯繫與協調",
                    "Takes complaints, and keeps in touch with residents day by day",
                ),
            ),
            conduct(
                "ROL-43",
                Text(
                    "招聘与培训副主管以下员工",
                    "招聘與培訓副主管以下員工",
                    "Helps to find and train staff below deputy supervisor",
                ),
            ),
            duty(
                "ROL-44",
                "/matters?kind=event",
                Text(
                    "定期组织社区文化活动",
                    "定期組織社區文化活動",
                    "Organises community events throughout the year",
                ),
            ),
            duty(
                "ROL-45",
                "/fees",
                Text(
                    "按公布标准通知、收取、催缴费用,公布收支",
                    "按公佈標準通知、收取、催繳費用,公佈收支",
                    "Announces, collects and urges fees by the published standard, and publishes income and expenditure",
                ),
            ),
            duty(
                "ROL-46",
                "/compliance",
                Text(
                    "检查监督管理处各部门",
                    "檢查監督管理處各部門",
                    "Checks and watches over the office's departments",
                ),
            ),
            duty(
                "ROL-47",
                "/",
                Text("内部行政与档案", "內部行政與檔案", "Keeps internal administration and files"),
            ),
            duty(
                "ROL-48",
                "/matters?form=service_list",
                Text(
                    "在公司职能部门指导下开展有偿服务",
                    "在公司職能部門指導下開展有償服務",
                    "Runs paid services under the guidance of the company's departments",
                ),
            ),
        ],
    },
];
