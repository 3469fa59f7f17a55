//! How Chinese names sound, with every reading of a character that has several.

use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;

/// Ways to read one name that are kept; of a name with more, further characters are read in their commonest way.
const MOST_READINGS: usize = 64;

/// The syllables of a character, the commonest first; a character that has none stands for itself.
fn syllables(character: char) -> Vec<String> {
    let mut readings: Vec<String> = Vec::new();
    for reading in character.to_pinyin_multi().into_iter().flatten() {
        // On a keyboard `ü` is typed as `v`.
        let plain = reading.plain().replace('ü', "v");
        if plain.bytes().all(|byte| byte.is_ascii_lowercase()) && !readings.contains(&plain) {
            readings.push(plain);
        }
    }
    if readings.is_empty() {
        readings.push(character.to_string().replace('ü', "v"));
    }
    readings
}

/// Ways to read a name, syllable by syllable; none for a name of Latin letters alone.
pub(super) fn readings(name_key: &str) -> Vec<Vec<String>> {
    if name_key.is_ascii() {
        return Vec::new();
    }
    combined(&name_key.chars().map(syllables).collect::<Vec<_>>())
}

/// Distinct first letters of a name, one way to read it after the other.
pub(super) fn initials(name_key: &str) -> BTreeSet<Vec<String>> {
    let each: Vec<Vec<String>> = name_key
        .chars()
        .map(|character| {
            let mut letters: Vec<String> = Vec::new();
            for syllable in syllables(character) {
                let first: String = syllable.chars().take(1).collect();
                if !letters.contains(&first) {
                    letters.push(first);
                }
            }
            letters
        })
        .collect();
    if name_key.is_ascii() { BTreeSet::new() } else { combined(&each).into_iter().collect() }
}

fn combined(each: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for options in each {
        let most = if all.len() * options.len() > MOST_READINGS { 1 } else { options.len() };
        all = all
            .iter()
            .flat_map(|start| {
                options.iter().take(most).map(move |option| {
                    let mut longer = start.clone();
                    longer.push(option.clone());
                    longer
                })
            })
            .collect();
    }
    all
}
