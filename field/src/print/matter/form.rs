//! Forms: which there are, and what one asks for.

use super::super::checklist::line;
use super::super::table::table;
use crate::words::{list as words_of, matter as words};
use client_core::domain::matter::{Field, Form, Holds, Section, departments};
use client_core::domain::text::Language;

/// Forms that somebody may begin.
pub fn list(language: Language, forms: &[&Form]) -> String {
    if forms.is_empty() {
        return format!("{}\n", words::NO_FORMS.get(language));
    }
    let headings = [words::KEY, words::TITLE, words::BEGIN_WITH, words::RULES];
    let mut lines = vec![headings.map(|heading| heading.get(language).to_owned()).to_vec()];
    lines.extend(forms.iter().map(|form| {
        vec![
            form.key.to_owned(),
            form.title.get(language).to_owned(),
            words::begun_with(form),
            form.rules.join(", "),
        ]
    }));
    table(&lines)
}

/// One form with its sections and fields.
pub fn page(language: Language, form: &Form) -> String {
    let mut text = String::new();
    let version = form.version.to_string();
    let head = words::FORM_HEAD.with(language, &[form.key, form.title.get(language), &version]);
    line(&mut text, 0, &format!("{head} ({})", form.rules.join(", ")));
    line(&mut text, 0, &words::BEGIN.with(language, &[&words::begun_with(form)]));
    line(&mut text, 0, words::ends(form.ends).get(language));
    for section in form.sections {
        text.push('\n');
        let head = format!("{}  {} ({})", section.key, section.title.get(language), section.rules.join(", "));
        line(&mut text, 0, &noted(language, head, &notes(language, form, section)));
        if let Some(guidance) = section.guidance {
            line(&mut text, 1, &format!("☞ {}", guidance.get(language)));
        }
        for field in section.fields {
            let takes =
                format!("{}=  {}  {}", field.key, choices(language, field), field.label.get(language));
            line(&mut text, 1, &noted(language, takes, &words::asked(language, field)));
        }
    }
    text
}

fn noted(language: Language, text: String, notes: &[String]) -> String {
    if notes.is_empty() { text } else { format!("{text} [{}]", words_of(language, notes)) }
}

/// How a section is filled in, and what comes before it.
pub fn notes(language: Language, form: &Form, section: &Section) -> Vec<String> {
    let mut notes = Vec::new();
    let mut say = |words: String| notes.push(words);
    match section.of {
        Some(base) => say(words::ROW_OF_EACH.with(language, &[&words::titles(language, form, &[base])])),
        None if section.rows => say(words::ROWS.get(language).to_owned()),
        None => {}
    }
    if section.whole {
        say(words::WHOLE.get(language).to_owned());
    }
    if !section.needed {
        say(words::OPTIONAL.get(language).to_owned());
    }
    if !section.after.is_empty() {
        say(words::AFTER.with(language, &[&words::titles(language, form, section.after)]));
    }
    if let Some(when) = &section.when {
        say(words::only_when(language, when));
    }
    notes
}

/// What a field takes, choices with their words.
fn choices(language: Language, field: &Field) -> String {
    let said =
        |(key, words): (&str, client_core::domain::words::Words)| format!("{key} ({})", words.get(language));
    let all: Vec<String> = match field.holds {
        Holds::Choice(choices) => choices.iter().copied().map(said).collect(),
        Holds::Department => departments().map(said).collect(),
        _ => return words::takes(language, field),
    };
    all.join(" | ")
}
