//! The office's other matters: what is asked of each command, and what it writes (MOV, TRU, REN, REC, VIS, EVT, CNV, ROL).

use super::actions::{WORD, Zeros};
use super::photo::photos_of;
use super::site::stroke_blob;
use super::writer::{Target, Writer, optional, short};
use super::{Action, Author, Context, Decided, Rejection};
use crate::domain::command::{MatterCommand, MatterInput};
use crate::domain::entry::matter::{
    MatterAssigned, MatterClosed, MatterFilled, MatterLinked, MatterNoted, MatterOpened, MatterReopened,
    MatterRowStruck, MatterValue,
};
use crate::domain::entry::{At, Body, DocumentKind, Kind};
use crate::domain::id::{DocumentId, hex};
use crate::domain::matter::{
    Ends, Form, Matter, MatterPeriod, MatterRefusal, MatterState, Section, check_shape, door_guard,
    matter_document, matter_guard, newest, offered_rows,
};
use crate::domain::order::Order;
use crate::domain::policy::{Denial, Relation, Role, may_write_matter};
use crate::domain::procedure::Library;
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;
use std::collections::BTreeMap;

const fn refuse<T>(refusal: MatterRefusal) -> Result<T, Rejection> {
    Err(Rejection::Matter(refusal))
}

fn known(form: &str) -> Result<&'static Form, Rejection> {
    newest(form).ok_or_else(|| Rejection::Matter(MatterRefusal::UnknownForm(form.to_owned())))
}

/// The document that a command opens: the period's own of a duty, `fresh` of everything else.
///
/// # Errors
/// An unknown form, or a period that doesn't fit it.
pub fn matter_id(form: &str, period: Option<&str>, fresh: DocumentId) -> Result<DocumentId, Rejection> {
    let Some(every) = known(form)?.every else {
        return if period.is_none() { Ok(fresh) } else { refuse(MatterRefusal::WrongPeriod) };
    };
    let read = period.and_then(|text| text.parse::<MatterPeriod>().ok()).filter(|one| one.every() == every);
    let read = read.ok_or(Rejection::Matter(MatterRefusal::WrongPeriod))?;
    Ok(matter_document(form, &read.to_string()))
}

/// Decides a command on the matter with this id. There is none yet for [`MatterCommand::OpenMatter`]; its id is that of
/// [`matter_id`].
///
/// # Errors
/// [`Rejection`] says what is missing and what the author can do.
pub fn decide_matter(
    id: DocumentId,
    matter: Option<&Matter>,
    command: &MatterCommand,
    context: &mut Context<'_>,
) -> Result<Decided, Rejection> {
    let nobody = Order::empty(id);
    let mut writer = Writer::new(&nobody, context);
    let form = match (command, matter) {
        (MatterCommand::OpenMatter { form, .. }, None) => known(form)?,
        (MatterCommand::OpenMatter { .. }, Some(_)) => return Err(Rejection::RecordedAlready),
        (_, None) => return Err(Rejection::NotFound),
        (_, Some(matter)) => matter.form().ok_or(Rejection::Matter(MatterRefusal::NewerForm))?,
    };
    let relation = matter.map_or(Relation::Site, |matter| matter.relation(&writer.context.author.user));
    // Rights come before the state, so that a stranger learns nothing of it.
    let role = role_of(writer.context.author, form, relation, kind_of(command), section_of(command))?;
    let body = match matter {
        None => Body::MatterOpened(open(&writer, form, command)?),
        Some(matter) => follow(&mut writer, form, matter, command)?,
    };
    let target = Target { kind: DocumentKind::Matter(form.kind), document: id, relation };
    writer.write_elsewhere_after(&target, None, body)?;
    writer.in_role(role);
    writer.finish()
}

const fn kind_of(command: &MatterCommand) -> Kind {
    match command {
        MatterCommand::OpenMatter { .. } => Kind::MatterOpened,
        MatterCommand::FillMatter { .. } => Kind::MatterFilled,
        MatterCommand::StrikeRow { .. } => Kind::MatterRowStruck,
        MatterCommand::AssignMatter { .. } => Kind::MatterAssigned,
        MatterCommand::NoteMatter { .. } => Kind::MatterNoted,
        MatterCommand::LinkOrder { .. } => Kind::MatterLinked,
        MatterCommand::CloseMatter { .. } => Kind::MatterClosed,
        MatterCommand::ReopenMatter { .. } => Kind::MatterReopened,
    }
}

fn section_of(command: &MatterCommand) -> Option<&str> {
    match command {
        MatterCommand::FillMatter { section, .. } | MatterCommand::StrikeRow { section, .. } => Some(section),
        _ => None,
    }
}

/// The highest of the author's posts that may do this.
fn role_of(
    author: &Author,
    form: &'static Form,
    relation: Relation,
    kind: Kind,
    section: Option<&str>,
) -> Result<Role, Rejection> {
    let may = |role: &&Role| may_write_matter(**role, form, kind, section, relation).is_ok();
    let highest = author.roles.iter().filter(may).max_by_key(|role| role.rank());
    highest.copied().ok_or(Rejection::Denied { kind, denial: Denial::Role })
}

fn open(
    writer: &Writer<'_, '_>,
    form: &'static Form,
    command: &MatterCommand,
) -> Result<MatterOpened, Rejection> {
    let MatterCommand::OpenMatter { title, unit_no, period, person, due, .. } = command else {
        return Err(Rejection::NotFound);
    };
    matter_id(form.key, period.as_deref(), writer.order.id)?;
    let unit_no = optional("unit_no", unit_no.as_deref())?;
    if form.of_unit && unit_no.is_none() {
        return refuse(MatterRefusal::UnitNeeded);
    }
    if form.planned && (person.is_none() || due.is_none()) {
        return refuse(MatterRefusal::PlanNeeded);
    }
    Ok(MatterOpened {
        form: form.key.to_owned(),
        version: form.version,
        title: short("title", title)?,
        unit_no,
        period: period.clone(),
        person: *person,
        due: *due,
    })
}

fn follow(
    writer: &mut Writer<'_, '_>,
    form: &'static Form,
    matter: &Matter,
    command: &MatterCommand,
) -> Result<Body, Rejection> {
    let over = matter.ends.last().is_some_and(|end| end.state != MatterState::Open);
    let ends_by_hand = form.ends == Ends::ByHand;
    if over && !matches!(command, MatterCommand::ReopenMatter { .. } | MatterCommand::NoteMatter { .. }) {
        return refuse(MatterRefusal::Over);
    }
    Ok(match command {
        MatterCommand::OpenMatter { .. } => return Err(Rejection::RecordedAlready),
        MatterCommand::FillMatter { section, row, values } => {
            fill(writer, form, matter, (section, row.as_deref()), values)?
        }
        MatterCommand::StrikeRow { section, row, reason } => {
            matter.row(section, Some(row)).ok_or(Rejection::Matter(MatterRefusal::NoSuchRow))?;
            let (section, row) = (section.clone(), row.clone());
            Body::MatterRowStruck(MatterRowStruck { section, row, reason: short("reason", reason)? })
        }
        MatterCommand::AssignMatter { person, department, due, words } => {
            Body::MatterAssigned(MatterAssigned {
                person: *person,
                department: *department,
                due: *due,
                words: short("words", words)?,
            })
        }
        MatterCommand::NoteMatter { words } => {
            Body::MatterNoted(MatterNoted { words: short("words", words)? })
        }
        MatterCommand::LinkOrder { order, section, row } => {
            link(matter, *order, section.as_ref(), row.as_ref())?
        }
        MatterCommand::CloseMatter { done: true, .. } if !ends_by_hand => {
            return refuse(MatterRefusal::EndsByItself);
        }
        MatterCommand::CloseMatter { done, words } => {
            if *done {
                matter.may_end().map_err(Rejection::Matter)?;
            }
            let words = optional("words", words.as_deref())?;
            if !done && words.is_none() {
                return Err(Rejection::Missing { field: "words".to_owned() });
            }
            Body::MatterClosed(MatterClosed { done: *done, words })
        }
        MatterCommand::ReopenMatter { .. } if !over => return refuse(MatterRefusal::NotOver),
        MatterCommand::ReopenMatter { reason } => {
            Body::MatterReopened(MatterReopened { reason: short("reason", reason)? })
        }
    })
}

fn link(
    matter: &Matter,
    order: DocumentId,
    section: Option<&String>,
    row: Option<&String>,
) -> Result<Body, Rejection> {
    let of = section.zip(row);
    if let Some((section, row)) = of {
        matter.row(section, Some(row)).ok_or(Rejection::Matter(MatterRefusal::NoSuchRow))?;
        let defect = crate::domain::matter::defects(matter).into_iter().find(|defect| defect.row == *row);
        if section == "inspection" && defect.is_none() {
            return refuse(MatterRefusal::NotADefect);
        }
    }
    let twice = matter.orders.iter().any(|one| {
        one.order == order || of.is_some() && one.of.as_ref().map(|(section, row)| (section, row)) == of
    });
    if twice {
        return refuse(MatterRefusal::LinkedAlready);
    }
    Ok(Body::MatterLinked(MatterLinked { order, section: section.cloned(), row: row.cloned() }))
}

fn fill(
    writer: &mut Writer<'_, '_>,
    form: &'static Form,
    matter: &Matter,
    (key, asked): (&str, Option<&str>),
    inputs: &BTreeMap<String, MatterInput>,
) -> Result<Body, Rejection> {
    let section =
        form.section(key).ok_or_else(|| Rejection::Matter(MatterRefusal::UnknownSection(key.to_owned())))?;
    if !matter.applies(section) {
        return refuse(MatterRefusal::NotApplicable(key.to_owned()));
    }
    if let Some(first) = section.after.iter().find(|before| !matter.is_complete(before)) {
        return refuse(MatterRefusal::First((*first).to_owned()));
    }
    let row = match (section.rows, section.of, asked) {
        (true, None, None) => Some(hex(&writer.context.random.bytes()[..6])),
        (true, Some(_), None) => return refuse(MatterRefusal::NoSuchRow),
        (_, _, row) => row.map(str::to_owned),
    };
    if let Some(base) = section.of {
        matter.row(base, row.as_deref()).ok_or(Rejection::Matter(MatterRefusal::NoSuchRow))?;
    }
    let struck = |one: &&crate::domain::matter::Row| one.row == row && one.struck.is_some();
    let rows = matter.filled(key).map(|filled| filled.rows.as_slice()).unwrap_or_default();
    if rows.iter().any(|one| struck(&one)) {
        return refuse(MatterRefusal::NoSuchRow);
    }
    // A key comes from a row that was begun, unless it is a name.
    let begins = section.rows && section.of.is_none() && !rows.iter().any(|one| one.row == row);
    if begins && asked.is_some() && !section.named {
        return refuse(MatterRefusal::NoSuchRow);
    }
    if matter.has_no_room(section, row.as_deref()) {
        return refuse(MatterRefusal::TooMany(key.to_owned()));
    }
    let mut values = BTreeMap::new();
    for (field, input) in inputs {
        values.insert(field.clone(), value(writer, field, input)?);
    }
    if values.is_empty() {
        return Err(Rejection::Missing { field: key.to_owned() });
    }
    let data = MatterFilled { section: key.to_owned(), row, values };
    check_shape(form, &data).map_err(Rejection::Matter)?;
    whole(matter, section, &data)?;
    if let Some(refusal) = matter_guard(matter, section, data.row.as_deref(), &data.values) {
        return refuse(refusal);
    }
    let now = writer.context.now.estimate();
    door_guard(matter, section, &data.values, now).map_err(Rejection::Matter)?;
    Ok(Body::MatterFilled(data))
}

fn whole(matter: &Matter, section: &Section, data: &MatterFilled) -> Result<(), Rejection> {
    let missing = matter.missing(section, data.row.as_deref(), &data.values);
    if section.whole && !missing.is_empty() {
        return refuse(MatterRefusal::Incomplete { section: section.key.to_owned(), missing });
    }
    Ok(())
}

fn value(writer: &mut Writer<'_, '_>, field: &str, input: &MatterInput) -> Result<MatterValue, Rejection> {
    Ok(match input {
        MatterInput::Is(yes) => MatterValue::Is(*yes),
        MatterInput::One(key) => MatterValue::One(short(field, key)?),
        MatterInput::Words(words) => MatterValue::Words(short(field, words)?),
        MatterInput::Private(words) => MatterValue::Blob(writer.text_blob(field, words)?),
        MatterInput::Number(number) => MatterValue::Number(*number),
        MatterInput::Day(day) => MatterValue::Day(*day),
        MatterInput::Time(at) => MatterValue::Time(super::office::time(field, *at)?),
        MatterInput::Person(person) => MatterValue::Person(*person),
        MatterInput::Department(department) => MatterValue::Department(*department),
        MatterInput::Strokes(strokes) => MatterValue::Blob(stroke_blob(writer, strokes)?),
        MatterInput::Photo(photo) => {
            let mut photos = photos_of(writer, std::slice::from_ref(photo))?;
            MatterValue::Photo(photos.remove(0))
        }
        MatterInput::Without(reason) => MatterValue::Without(short(field, reason)?),
    })
}

/// What `author` may do with a matter now beside filling in sections; commands that his posts never give are left out.
pub fn matter_actions(matter: &Matter, author: &Author, now: At) -> Vec<Action> {
    let (reference, library, stock) = (Reference::default(), Library::default(), Ledger::default());
    let word = || WORD.to_owned();
    let commands = [
        MatterCommand::AssignMatter { person: author.user, department: None, due: None, words: word() },
        MatterCommand::NoteMatter { words: word() },
        MatterCommand::LinkOrder { order: DocumentId::from_bytes([0; 16]), section: None, row: None },
        MatterCommand::CloseMatter { done: true, words: None },
        MatterCommand::CloseMatter { done: false, words: Some(word()) },
        MatterCommand::ReopenMatter { reason: word() },
    ];
    let ask = |command: &MatterCommand| {
        let mut context = Context {
            author,
            now,
            reference: &reference,
            library: &library,
            stock: &stock,
            next_slip_number: WORD,
            random: &mut Zeros,
        };
        decide_matter(matter.id, Some(matter), command, &mut context).err()
    };
    let mut actions: Vec<Action> = Vec::new();
    for command in &commands {
        let action = Action { action: kind_of(command), refused: ask(command) };
        let never = matches!(action.refused, Some(Rejection::Denied { denial: Denial::Role, .. }));
        // Of the two ways to end it the one that is open now is what the button means.
        match actions.iter_mut().find(|one| one.action == action.action) {
            Some(known) if known.refused.is_some() && action.refused.is_none() => *known = action,
            Some(_) => {}
            None if never => {}
            None => actions.push(action),
        }
    }
    actions
}

/// Sections that `author` may fill now, by their keys.
pub fn open_sections(matter: &Matter, author: &Author) -> Vec<&'static Section> {
    let Some(form) = matter.form() else { return Vec::new() };
    if matter.ends.last().is_some_and(|end| end.state != MatterState::Open) {
        return Vec::new();
    }
    let relation = matter.relation(&author.user);
    let may = |section: &&Section| {
        let filled = matter.filled(section.key);
        // What says more about another section's rows waits for one of them.
        (section.of.is_none() || offered_rows(matter, section).next().is_some())
            && filled.is_some_and(|filled| filled.applies && filled.ready)
            && author.roles.iter().any(|role| {
                may_write_matter(*role, form, Kind::MatterFilled, Some(section.key), relation).is_ok()
            })
    };
    form.sections.iter().filter(may).collect()
}

/// Forms that `author` may begin.
pub fn openable_forms(author: &Author) -> impl Iterator<Item = &'static Form> {
    crate::domain::matter::FORMS.iter().copied().filter(|form| {
        let may =
            |role: &Role| may_write_matter(*role, form, Kind::MatterOpened, None, Relation::Site).is_ok();
        author.roles.iter().any(may)
    })
}
