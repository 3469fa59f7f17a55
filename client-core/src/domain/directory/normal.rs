//! One form for what people write in several: full-width letters, ways to say an address, signs inside numbers.

/// Words of an address that say what the number beside them is of.
const UNIT_WORDS: &[&str] =
    &["单元", "單元", "栋", "棟", "幢", "座", "楼", "樓", "号", "號", "室", "房", "户", "戶"];
/// The same as whole words in English.
const UNIT_WORDS_EN: &[&str] =
    &["building", "bldg", "block", "blk", "tower", "unit", "room", "rm", "flat", "apt", "no"];

/// A character in its half-width form.
const fn half(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(character as u32 - 0xfee0) {
            Some(half) => half,
            None => character,
        },
        other => other,
    }
}

/// Half-width, lower case.
fn folded(text: &str) -> String {
    text.chars().map(half).flat_map(char::to_lowercase).collect()
}

/// What remains where nothing else of a text does, so that no two odd texts become equal by being empty.
fn unspaced(text: &str) -> String {
    folded(text).chars().filter(|character| !character.is_whitespace()).collect()
}

/// The digits of a phone number, without the prefix of mainland China.
pub fn phone_key(text: &str) -> String {
    let folded = folded(text);
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    let after = |prefix| digits.strip_prefix(prefix).filter(|rest: &&str| rest.len() >= 7);
    let local = if folded.trim_start().starts_with('+') { after("86") } else { after("0086") };
    local.map(str::to_owned).unwrap_or(digits)
}

/// The key of an address: `3-502` for `3栋0502`, `３－５０２`, `3号楼 502室`, and `3-1-502` for `3栋1单元502`.
///
/// It has at least one character where the text has one that is no space.
pub fn unit_key(text: &str) -> String {
    joined(text, without_zeros)
}

/// The same with the zeros that stand in front of numbers: `3-0502`. It is what somebody is found by who has typed only
/// the start of a number.
pub(super) fn unit_digits(text: &str) -> String {
    joined(text, |token| token)
}

fn joined(text: &str, form: impl Fn(&str) -> &str) -> String {
    let kept = tokens(text);
    let kept: Vec<&str> = kept.iter().map(|token| form(token)).collect();
    if kept.is_empty() { unspaced(text) } else { kept.join("-") }
}

/// The numbers and names of an address, the words between them left out.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    // Numbers and Latin letters are one token, other letters another; everything else stands between tokens.
    let mut last = Side::Between;
    for character in folded(text).chars() {
        let side = match character {
            latin if latin.is_ascii_alphanumeric() => Side::Latin,
            other if other.is_alphanumeric() => Side::Other,
            _ => Side::Between,
        };
        match tokens.last_mut() {
            Some(token) if side == last && side != Side::Between => token.push(character),
            _ if side != Side::Between => tokens.push(character.to_string()),
            _ => {}
        }
        last = side;
    }
    let pieces = tokens.iter().flat_map(|token| without_words(token));
    pieces.filter(|token| !UNIT_WORDS_EN.contains(&token.as_str())).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Latin,
    Other,
    Between,
}

/// The pieces of a token between the words of an address.
fn without_words(token: &str) -> Vec<String> {
    let mut text = token.to_owned();
    for word in UNIT_WORDS {
        text = text.replace(word, " ");
    }
    text.split_whitespace().map(str::to_owned).collect()
}

/// `502` for `0502`; the last digit stays.
fn without_zeros(token: &str) -> &str {
    let rest = token.trim_start_matches('0');
    if rest.starts_with(|first: char| first.is_ascii_digit()) || rest.len() == token.len() {
        rest
    } else {
        token.get(token.len() - rest.len() - 1..).unwrap_or(token)
    }
}

/// The form of a key by which units stand in the order of their numbers: `3-1002` after `3-502`.
pub fn unit_order(key: &str) -> String {
    let mut order = String::with_capacity(key.len() + 16);
    let mut rest = key;
    while let Some(first) = rest.chars().next() {
        let other = |character: char| character.is_ascii_digit() != first.is_ascii_digit();
        let (run, after) = rest.split_at(rest.find(other).unwrap_or(rest.len()));
        if first.is_ascii_digit() {
            order.extend(std::iter::repeat_n('0', 8_usize.saturating_sub(run.len())));
        }
        order.push_str(run);
        rest = after;
    }
    order
}

/// The address of a unit as a desk writes it: `3栋0502` in a building that is called `3栋`, `A-0502` in one called `A`.
pub fn unit_label(building: &str, unit_no: &str) -> String {
    let joint = building.ends_with(|last: char| last.is_ascii_alphanumeric());
    format!("{building}{}{unit_no}", if joint { "-" } else { "" })
}

/// Where the words of a name begin in its key, by characters.
pub(super) fn word_starts(text: &str) -> Vec<usize> {
    let (mut starts, mut at, mut between) = (Vec::new(), 0, true);
    for character in folded(text).chars() {
        if character.is_alphanumeric() {
            if between {
                starts.push(at);
            }
            at += 1;
        }
        between = !character.is_alphanumeric();
    }
    if starts.is_empty() { vec![0] } else { starts }
}

/// The key of a name: letters and digits in half width and lower case.
///
/// It has at least one character where the text has one that is no space.
pub fn name_key(text: &str) -> String {
    let letters: String = folded(text).chars().filter(|character| character.is_alphanumeric()).collect();
    if letters.is_empty() { unspaced(text) } else { letters }
}
