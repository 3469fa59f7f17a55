//! A workbook out of the texts of its parts: the archive around them, with the right checksums, is made here.

use flate2::Crc;

/// An archive of parts that are stored as they are.
pub fn archive(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in parts {
        let mut crc = Crc::new();
        crc.update(content);
        let at = bytes.len() as u32;
        let mut common = Vec::new();
        // Version, flags, stored, time and date, checksum, both sizes, length of the name, no extra field.
        common.extend_from_slice(&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
        common.extend_from_slice(&crc.sum().to_le_bytes());
        common.extend_from_slice(&(content.len() as u32).to_le_bytes());
        common.extend_from_slice(&(content.len() as u32).to_le_bytes());
        common.extend_from_slice(&(name.len() as u16).to_le_bytes());
        common.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(b"PK\x03\x04");
        bytes.extend_from_slice(&common);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(content);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&common);
        // No comment, first disk, attributes, place.
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (place, size, count) = (bytes.len() as u32, directory.len() as u32, parts.len() as u16);
    bytes.extend_from_slice(&directory);
    bytes.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&size.to_le_bytes());
    bytes.extend_from_slice(&place.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

/// A workbook with these sheets, and the shared strings as they are given.
pub fn workbook(sheets: &[(&str, &[u8])], shared: &[u8]) -> Vec<u8> {
    const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let numbered = || sheets.iter().enumerate().map(|(n, (name, xml))| (n + 1, name, xml));
    let list: Vec<String> = numbered()
        .map(|(n, name, _)| format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"))
        .collect();
    let relations: Vec<String> = numbered()
        .map(|(n, ..)| {
            let target = format!("worksheets/sheet{n}.xml");
            format!("<Relationship Id=\"rId{n}\" Type=\"{TYPES}/worksheet\" Target=\"{target}\"/>")
        })
        .collect();
    let (list, relations) = (list.concat(), relations.concat());
    let mut parts: Vec<(String, Vec<u8>)> =
        numbered().map(|(n, _, xml)| (format!("xl/worksheets/sheet{n}.xml"), xml.to_vec())).collect();
    let book = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{TYPES}\"><sheets>{list}</sheets></workbook>");
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"
    );
    parts.insert(0, ("xl/_rels/workbook.xml.rels".to_owned(), relations.into_bytes()));
    parts.insert(0, ("xl/workbook.xml".to_owned(), book.into_bytes()));
    parts.push(("xl/sharedStrings.xml".to_owned(), shared.to_vec()));
    archive(&parts)
}
