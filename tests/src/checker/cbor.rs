//! Reads the wire and the phone's records by hand: CBOR as plain values, no type of the product.

use ciborium::Value;

/// Sixteen bytes: a document, an entry, an actor, a person.
pub type Id = [u8; 16];
/// Hash of a change.
pub type Hash = [u8; 32];
/// Entries of a change: id and bytes.
pub type Entries = Vec<(Id, Vec<u8>)>;

/// The value of these bytes; `None` when they are none or something follows it.
pub fn parse(bytes: &[u8]) -> Option<Value> {
    let mut rest = bytes;
    let value = ciborium::from_reader(&mut rest).ok()?;
    rest.is_empty().then_some(value)
}

/// A field of a map.
pub fn field<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.as_map()?.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}

/// A field that is a list; empty when it is left out.
pub fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    field(value, name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A field of fixed length.
pub fn bytes<const N: usize>(value: &Value, name: &str) -> Option<[u8; N]> {
    field(value, name)?.as_bytes()?.as_slice().try_into().ok()
}

/// Bytes that are written as a list of numbers.
pub fn octets<const N: usize>(value: &Value, name: &str) -> Option<[u8; N]> {
    let numbers = list(value, name).iter().map(|one| u8::try_from(one.as_integer()?).ok());
    numbers.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

/// A number.
pub fn number(value: &Value, name: &str) -> Option<u64> {
    field(value, name)?.as_integer()?.try_into().ok()
}

/// A text.
pub fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    field(value, name)?.as_text()
}

/// A flag; false when it is left out.
pub fn flag(value: &Value, name: &str) -> bool {
    field(value, name).and_then(Value::as_bool).unwrap_or(false)
}

/// The field `entries` of a row.
pub fn entries(row: &Value) -> Option<Entries> {
    list(row, "entries")
        .iter()
        .map(|pair| {
            let pair = pair.as_array()?;
            let id: Id = pair.first()?.as_bytes()?.as_slice().try_into().ok()?;
            Some((id, pair.get(1)?.as_bytes()?.clone()))
        })
        .collect()
}

/// Consecutive changes of one actor, as they stand in a request or an answer.
#[derive(Debug, Clone)]
pub struct SeenRun {
    /// The document.
    pub document: Id,
    /// The author.
    pub actor: Id,
    /// Number and entries of each row.
    pub rows: Vec<(u64, Entries)>,
    /// Hash of the last one.
    pub hash: Hash,
}

/// What a verdict says.
#[derive(Debug, Clone)]
pub struct SeenVerdict {
    /// The document.
    pub document: Id,
    /// The actor.
    pub actor: Id,
    /// Last number that it covers.
    pub upto: u64,
    /// `accepted`, `duplicate`, `later`, `pending`, `rehash` or `quarantined`.
    pub outcome: String,
}

/// A request, as far as the checker reads it.
#[derive(Debug, Clone)]
pub struct SeenRequest {
    /// Runs.
    pub push: Vec<SeenRun>,
}

/// An answer, as far as the checker reads it.
#[derive(Debug, Clone)]
pub struct SeenAnswer {
    /// Verdicts in their order.
    pub verdicts: Vec<SeenVerdict>,
    /// Documents that it speaks of, with their runs.
    pub documents: Vec<(Id, Vec<SeenRun>)>,
    /// Documents that its blobs lie beside.
    pub blobs: Vec<Id>,
    /// Where the device stands after it.
    pub cursor: u64,
    /// In which life of the server it was made.
    pub epoch: [u8; 8],
    /// There is more.
    pub more: bool,
}

/// A run; in an answer each row is wrapped once more.
fn run(value: &Value, document: Id, wrapped: bool) -> Option<SeenRun> {
    let rows = list(value, "rows")
        .iter()
        .map(|row| {
            let row = if wrapped { field(row, "row")? } else { row };
            Some((number(row, "seq")?, entries(row)?))
        })
        .collect::<Option<_>>()?;
    Some(SeenRun { document, actor: bytes(value, "actor")?, rows, hash: bytes(value, "hash")? })
}

/// Reads a request.
pub fn request(body: &[u8]) -> Option<SeenRequest> {
    let value = parse(body)?;
    let push = list(&value, "push")
        .iter()
        .map(|value| run(value, bytes(value, "document")?, false))
        .collect::<Option<_>>()?;
    Some(SeenRequest { push })
}

/// Reads an answer.
pub fn answer(body: &[u8]) -> Option<SeenAnswer> {
    let value = parse(body)?;
    let verdicts = list(&value, "verdicts")
        .iter()
        .map(|verdict| {
            let outcome = field(verdict, "outcome")?;
            let outcome = match outcome {
                Value::Text(word) => word.clone(),
                Value::Map(map) => map.first()?.0.as_text()?.to_owned(),
                _ => return None,
            };
            Some(SeenVerdict {
                document: bytes(verdict, "document")?,
                actor: bytes(verdict, "actor")?,
                upto: number(verdict, "upto")?,
                outcome,
            })
        })
        .collect::<Option<_>>()?;
    let documents = list(&value, "documents")
        .iter()
        .map(|page| {
            let document = bytes(page, "document")?;
            let runs =
                list(page, "runs").iter().map(|value| run(value, document, true)).collect::<Option<_>>()?;
            Some((document, runs))
        })
        .collect::<Option<_>>()?;
    let blobs = list(&value, "blobs").iter().map(|blob| bytes(blob, "document")).collect::<Option<_>>()?;
    let cursor = field(&value, "cursor")?;
    let (cursor, epoch) = (number(cursor, "seq")?, octets(cursor, "epoch")?);
    Some(SeenAnswer { verdicts, documents, blobs, cursor, epoch, more: flag(&value, "more") })
}

/// An entry's fields that the checker cares about.
#[derive(Debug, Clone)]
pub struct SeenEntry {
    /// Kind.
    pub kind: String,
    /// The author that it names.
    pub user: Id,
    /// The post that it names.
    pub role: String,
    /// The command that it belongs to.
    pub command: Id,
    /// Documents that the command wrote to.
    pub documents: u64,
    /// When it happened, milliseconds since 1970, where the author's device says that it knows the server's clock and
    /// the time is one of this century.
    pub known_at: Option<i64>,
    /// The server's time in the last answer that the author's device says it had seen.
    pub seen_at: Option<i64>,
    /// The time that its author's clock says, put right where he knows how far it was off, whatever it may be worth.
    pub about: i64,
    /// The entry that its author names as the one before it.
    pub after: Option<Id>,
    /// Its data.
    pub data: Value,
}

/// Times that anything can have happened at: from 2000 to before 2100.
const CENTURY: std::ops::Range<i64> = 946_684_800_000..4_102_444_800_000;

/// The time that an entry's author knew, from his clock and how far it was off.
fn known_at(entry: &Value) -> Option<i64> {
    let at = field(entry, "at")?;
    let whole = |name| whole(field(at, name)?);
    Some(whole("wall")?.saturating_add(whole("offset")?)).filter(|at| CENTURY.contains(at))
}

fn about(entry: &Value) -> Option<i64> {
    let at = field(entry, "at")?;
    let offset = field(at, "offset").and_then(whole).unwrap_or(0);
    Some(whole(field(at, "wall")?)?.saturating_add(offset))
}

/// A whole number of either sign.
pub fn whole(value: &Value) -> Option<i64> {
    i64::try_from(i128::from(value.as_integer()?)).ok()
}

/// Reads an entry.
pub fn entry(body: &[u8]) -> Option<SeenEntry> {
    let value = parse(body)?;
    let command = field(&value, "command")?;
    Some(SeenEntry {
        kind: text(&value, "kind")?.to_owned(),
        user: bytes(field(&value, "by")?, "user")?,
        role: text(field(&value, "by")?, "role")?.to_owned(),
        command: bytes(command, "id")?,
        documents: number(command, "documents")?,
        known_at: known_at(&value),
        seen_at: field(field(&value, "at")?, "seen").and_then(whole),
        about: about(&value)?,
        after: bytes(&value, "after"),
        data: field(&value, "data")?.clone(),
    })
}

/// Short form of an id for messages.
pub fn short(id: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half & 15)]);
    id.iter().take(6).flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The text of a ULID: Crockford's base 32, most significant digit first.
pub fn ulid(id: &Id) -> String {
    let number = u128::from_be_bytes(*id);
    (0..26)
        .rev()
        .map(|place| char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(number >> (place * 5)) as usize & 31]))
        .collect()
}

/// Whether an entry names the server itself as its device, which no phone can give back.
pub fn written_by_server(entry: &[u8]) -> bool {
    let Some(value) = parse(entry) else { return false };
    let device = field(&value, "by").and_then(|by| field(by, "device"));
    device.and_then(Value::as_bytes).is_some_and(|device| device.iter().all(|byte| *byte == 0))
}
