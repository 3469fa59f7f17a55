//! Strokes of a customer's hand: typed as a path, or read from a file that holds the path or an SVG drawing of it.

use super::read_file;
use crate::fault::Fault;
use std::path::Path;

/// The strokes that an argument names. What isn't a file is taken for the path itself; the core says whether it is one.
///
/// # Errors
/// [`Fault::File`] for an `.svg` or `.txt` that can't be read, or a drawing without a path in it.
pub fn read(argument: &str) -> Result<String, Fault> {
    let file = Path::new(argument);
    let extension = file.extension().and_then(|extension| extension.to_str());
    let named = extension.is_some_and(|e| e.eq_ignore_ascii_case("svg") || e.eq_ignore_ascii_case("txt"));
    if named || file.is_file() { of_file(file) } else { Ok(argument.to_owned()) }
}

/// The strokes in a file.
///
/// # Errors
/// [`Fault::File`].
pub fn of_file(file: &Path) -> Result<String, Fault> {
    let fault = |detail: &str| Fault::File { path: file.display().to_string(), detail: detail.to_owned() };
    let text = String::from_utf8(read_file(file)?).map_err(|_| fault("not text"))?;
    if !text.trim_start().starts_with('<') {
        return Ok(text);
    }
    let paths = path_data(&text);
    if paths.is_empty() { Err(fault("no <path d=\"…\"> in it")) } else { Ok(paths.join(" ")) }
}

/// The `d` of every `<path>` of a drawing, in order.
fn path_data(svg: &str) -> Vec<&str> {
    let elements = svg.split("<path").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    elements
        .filter_map(|attributes| {
            let named = |at: &usize| attributes[..*at].ends_with(char::is_whitespace);
            let (at, _) = attributes.match_indices("d=").find(|(at, _)| named(at))?;
            let after = &attributes[at + 2..];
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            after[1..].split(quote).next().map(str::trim)
        })
        .filter(|data| !data.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_as_typed_and_a_drawing_by_its_paths() {
        assert_eq!(read("M1 1 L2 2").unwrap(), "M1 1 L2 2");
        assert_eq!(read("scribble").unwrap(), "scribble");
        assert!(matches!(read("no-such-file.svg"), Err(Fault::File { .. })));
        let svg = "<svg viewBox='0 0 1000 400'><path id='a' d='M1 1 L2 2'/>\n<path\nd=\"M3 3 L4 4\" fill='none'/></svg>";
        assert_eq!(path_data(svg), ["M1 1 L2 2", "M3 3 L4 4"]);
        assert!(path_data("<svg><path id='d'/></svg>").is_empty());
    }
}
