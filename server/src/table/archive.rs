//! A workbook is looked through before anything else reads it: what it says of its own size is believed by nobody.
//!
//! The reader of workbooks keeps all shared strings in memory and makes room for as many as the file announces; a kilobyte
//! that announces billions would end the whole process, because memory that isn't there can't be refused politely.

use super::TableError;
use std::io::{Read, Seek, SeekFrom};
use zip::ZipArchive;

/// All parts of a workbook together, inflated. 200,000 rows of customers are about as much.
const MOST_INFLATED: u64 = 64 * 1024 * 1024;
/// What a small workbook may inflate to in any case.
const ALWAYS_INFLATED: u64 = 1024 * 1024;
/// Rows of one text repeated compress to about a fiftieth.
const MOST_RATIO: u64 = 100;

/// Reads every part once, and refuses a workbook that would need more memory than its content is worth. The source stands
/// at its beginning afterwards.
///
/// # Errors
/// [`TableError::Broken`].
pub(super) fn look_through(source: &mut (impl Read + Seek)) -> Result<(), TableError> {
    let broken = |error: &dyn std::fmt::Display| TableError::Broken(format!("this is no workbook: {error}"));
    let size = source.seek(SeekFrom::End(0)).map_err(|error| broken(&error))?;
    let most = size.saturating_mul(MOST_RATIO).saturating_add(ALWAYS_INFLATED).min(MOST_INFLATED);
    let mut left = most;
    {
        let mut archive = ZipArchive::new(&mut *source).map_err(|error| broken(&error))?;
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).map_err(|error| broken(&error))?;
            let is_xml = is_xml(&file.name().map_err(|error| broken(&error))?);
            let mut part = Part { is_xml, ..Part::default() };
            let mut buffer = [0; 16 * 1024];
            loop {
                let read = file.read(&mut buffer).map_err(|error| broken(&error))?;
                if read == 0 {
                    break;
                }
                left = left
                    .checked_sub(read as u64)
                    .ok_or_else(|| broken(&"it inflates to more than such a table has"))?;
                part.take(buffer.get(..read).unwrap_or_default());
            }
            if part.announces_too_much() {
                return Err(broken(&"it announces more texts than it can hold"));
            }
        }
    }
    source.seek(SeekFrom::Start(0)).map_err(|error| broken(&error))?;
    Ok(())
}

/// The attribute that says how many different texts follow.
const ANNOUNCED: &[u8] = b"uniqueCount";

/// The reader looks for its parts under names in any case.
fn is_xml(name: &str) -> bool {
    let end = name.len().saturating_sub(4);
    name.get(end..).is_some_and(|end| end.eq_ignore_ascii_case(".xml"))
}

/// What is noticed of one part while it passes.
#[derive(Default)]
struct Part {
    /// Pictures and settings of printers are anything; nobody reads them.
    is_xml: bool,
    bytes: u64,
    /// Bytes of [`ANNOUNCED`] that have just passed.
    matched: usize,
    number: Option<Number>,
    most_announced: u64,
}

/// A number that is being read after [`ANNOUNCED`].
#[derive(Default)]
struct Number {
    digits: u64,
    begun: bool,
}

impl Part {
    fn take(&mut self, bytes: &[u8]) {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if !self.is_xml {
            return;
        }
        for byte in bytes {
            match *byte {
                b'\t' | b'\n' | b'\r' | b' '.. => self.notice(*byte),
                // In no text of XML; encodings that have them would hide the attribute.
                _ => self.most_announced = u64::MAX,
            }
        }
    }

    fn notice(&mut self, byte: u8) {
        if let Some(number) = &mut self.number {
            if byte.is_ascii_digit() {
                number.begun = true;
                number.digits = number.digits.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                self.most_announced = self.most_announced.max(number.digits);
                return;
            }
            let leads_to_it = matches!(byte, b'=' | b'"' | b'\'' | b'+' | b' ' | b'\t' | b'\r' | b'\n');
            if number.begun || !leads_to_it {
                self.number = None;
            }
        }
        self.matched = match ANNOUNCED.get(self.matched) {
            Some(next) if *next == byte => self.matched + 1,
            _ => usize::from(ANNOUNCED.first() == Some(&byte)),
        };
        if self.matched == ANNOUNCED.len() {
            self.matched = 0;
            self.number = Some(Number::default());
        }
    }

    /// A text has at least the bytes of its element.
    fn announces_too_much(&self) -> bool {
        self.most_announced > self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn workbook(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn looked(bytes: Vec<u8>) -> Result<(), String> {
        look_through(&mut Cursor::new(bytes)).map_err(|error| error.to_string())
    }

    #[test]
    fn p8_a_workbook_that_announces_more_texts_than_it_holds_is_refused() {
        let strings = |count: &str| {
            let text = format!("<sst count='1' uniqueCount={count}><si><t>a</t></si></sst>");
            workbook(&[("xl/sharedStrings.xml", text.as_bytes())])
        };
        assert_eq!(looked(strings("\"1\"")), Ok(()));
        for hostile in [
            "\"9999999999999\"",
            "'18446744073709551615'",
            " \n= '+4000000000'",
            "\"99999999999999999999999\"",
        ] {
            let why = looked(strings(hostile)).unwrap_err();
            assert!(why.contains("announces more texts"), "{hostile}: {why}");
        }
        let wide: Vec<u8> = "<sst uniqueCount=\"9999999999\">".bytes().flat_map(|byte| [byte, 0]).collect();
        assert!(looked(workbook(&[("xl/sharedStrings.xml", &wide)])).is_err(), "in UTF-16");
        assert!(looked(workbook(&[("XL/SHAREDSTRINGS.XML", &wide)])).is_err(), "in another case");
        assert_eq!(looked(workbook(&[("xl/printerSettings1.bin", &wide)])), Ok(()));
    }

    #[test]
    fn p8_a_workbook_that_inflates_without_measure_is_refused() {
        let zeros = vec![b' '; 8 * 1024 * 1024];
        let bomb = workbook(&[("xl/sharedStrings.xml", &zeros)]);
        assert!(bomb.len() < 16 * 1024);
        assert!(looked(bomb).unwrap_err().contains("inflates to more"));
        let some = workbook(&[("xl/sharedStrings.xml", &zeros[..512 * 1024])]);
        assert_eq!(looked(some), Ok(()));
    }
}
