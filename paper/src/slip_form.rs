//! The form of a job slip.

use crate::canvas::{A4_LONG, A4_SHORT, Ink, Sheet, Type};
use crate::emit::{self, About};
use crate::face::Face;
use crate::flow::{Cell, Flow, PAD_X, Row};
use crate::money::format_fen;
use crate::parts::{Code, MARGIN, QR_SIDE, SMALL, TINY, WIDTH, check, foot, frame, next_head};
use crate::signature::Strokes;
use crate::slip::{FollowUp, Signature, SlipForm, SlipPaper};
use crate::table::Align;
use crate::words::Words;
use crate::{PaperError, SlipCopy, content_hash};

const LABEL: i32 = WIDTH * 135 / 1000;
const HAND: i32 = 34_000;
/// Room that a hand needs to write in a column that is still empty.
const OPEN_COLUMN: i32 = 54_000;
const GAP: i32 = 5_000;

const TITLE: Type = Type::new(20_000, Ink::Black).bold();
/// The title of a form is longer than the slip's name, and company and code stand beside it.
const FORM_TITLE: Type = Type::new(15_000, Ink::Black).bold();
const COMPANY: Type = Type::new(10_500, Ink::Black).bold();
const LINE: Type = Type::new(9_200, Ink::Black);
const SECTION: Type = Type::new(9_200, Ink::Black).bold();

pub(crate) fn pdf(
    slip: &SlipPaper,
    copies: &[SlipCopy],
    words: &'static Words,
) -> Result<Vec<u8>, PaperError> {
    if copies.is_empty() {
        return Err(PaperError::NoCopy);
    }
    let face = Face::get()?;
    let hash = content_hash(slip);
    let code = Code::new(&slip.address)?;
    let body = Form { face, words, slip, flow: Flow::new(frame()) }.fill()?;

    let title = format!("{} {}", names(words, slip.form).0, slip.number);
    let fitted = face.fitted(&title, TINY.size, WIDTH);
    let mut sheets = Vec::with_capacity(body.len() * copies.len());
    for copy in copies {
        let label = words.copies[match copy {
            SlipCopy::Owner => 0,
            SlipCopy::Csc => 1,
            SlipCopy::Finance => 2,
        }];
        for (i, sheet) in body.iter().enumerate() {
            let mut sheet = sheet.clone();
            if i == 0 {
                head(&mut sheet, face, words, slip, label, code.as_ref());
            } else {
                next_head(&mut sheet, face, &fitted, label);
            }
            foot(&mut sheet, (A4_SHORT, A4_LONG), &check(words, &hash), label, (i + 1, body.len()));
            sheets.push(sheet);
        }
    }
    emit::pdf(&sheets, (A4_SHORT, A4_LONG), About { title, language: words.tag, hash })
}

/// Title of a form, and the slip's name where that is another one.
const fn names(words: &Words, form: SlipForm) -> (&'static str, Option<&'static str>) {
    match form {
        SlipForm::JobSlip => (words.job_slip, None),
        SlipForm::PaidReport => (words.paid_report[0], Some(words.paid_report[1])),
        SlipForm::UnpaidReport => (words.unpaid_report[0], Some(words.unpaid_report[1])),
    }
}

fn head(sheet: &mut Sheet, face: &Face, words: &Words, slip: &SlipPaper, copy: &str, code: Option<&Code>) {
    let middle = A4_SHORT / 2;
    // The title stands in the middle, so what is beside it has a third of the width.
    let third = WIDTH / 3 - 6_000;
    let mut y = MARGIN + 9_000;
    for line in face.lines(&slip.company, COMPANY.size, third).into_iter().take(2) {
        sheet.text(MARGIN, y, Align::Left, COMPANY, line);
        y += COMPANY.leading();
    }
    for line in face.lines(&slip.site, SMALL.size, third).into_iter().take(2) {
        sheet.text(MARGIN, y, Align::Left, SMALL, line);
        y += SMALL.leading();
    }
    let (title, also) = names(words, slip.form);
    let size = if also.is_some() { FORM_TITLE } else { TITLE };
    sheet.text(middle, MARGIN + 24_000, Align::Centre, size, title);
    let number = match also {
        Some(name) => format!("{name} {} {}", words.number, slip.number),
        None => format!("{} {}", words.number, slip.number),
    };
    let number = face.fitted(&number, 11_000, third + 20_000);
    sheet.text(middle, MARGIN + 45_000, Align::Centre, Type::new(11_000, Ink::Black), number);
    sheet.text(MARGIN, MARGIN + QR_SIDE + 10_000, Align::Left, LINE.bold(), copy);
    if let Some(code) = code {
        code.draw(sheet, words.scan);
    }
}

/// The form while it is filled, from top to bottom.
struct Form<'a> {
    face: &'static Face,
    words: &'static Words,
    slip: &'a SlipPaper,
    flow: Flow,
}

impl Form<'_> {
    fn fill(mut self) -> Result<Vec<Sheet>, PaperError> {
        self.request()?;
        self.on_site()?;
        self.charges()?;
        self.acceptance()?;
        self.follow_up()?;
        Ok(self.flow.finish())
    }

    fn request(&mut self) -> Result<(), PaperError> {
        let (words, slip) = (self.words, self.slip);
        self.pair((words.class, &slip.class), (words.service, &slip.service))?;
        if !slip.warranty_until.is_empty() {
            self.wide(words.warranty_until, &slip.warranty_until, 0)?;
        }
        if let Some(customer) = &slip.customer {
            self.pair((words.customer, &customer.name), (words.unit, &customer.unit))?;
            self.pair((words.contact, &customer.contact), (words.state, &slip.state))?;
        } else {
            self.wide(words.state, &slip.state, 0)?;
        }
        self.wide(words.content, &slip.content, 26_000)?;
        let times = &slip.times;
        self.pair((words.registered, &times.registered), (words.appointment, &times.appointment))?;
        self.pair((words.technician, &slip.technician), (words.received, &times.received))?;
        self.pair((words.arrived, &times.arrived), (words.finished, &times.finished))
    }

    fn on_site(&mut self) -> Result<(), PaperError> {
        let (words, slip) = (self.words, self.slip);
        self.wide(words.finding, &slip.finding, 26_000)?;
        let goods: Vec<Vec<String>> = slip
            .goods
            .iter()
            .map(|goods| vec![goods.name.clone(), goods.specification.clone(), goods.quantity.clone()])
            .collect();
        let columns = [
            (words.goods, 42, Align::Left),
            (words.specification, 40, Align::Left),
            (words.quantity, 18, Align::Right),
        ];
        self.list(&columns, &goods)?;
        let steps: Vec<Vec<String>> = slip
            .steps
            .iter()
            .map(|step| vec![step.step.clone(), step.label.clone(), step.result.clone()])
            .collect();
        let columns = [
            (words.checklist, 15, Align::Left),
            (words.task, 45, Align::Left),
            (words.result, 40, Align::Left),
        ];
        self.list(&columns, &steps)?;
        let replaced: Vec<Vec<String>> =
            slip.replaced.iter().map(|part| vec![part.old.clone(), part.new.clone()]).collect();
        self.list(&[(words.old_part, 50, Align::Left), (words.new_part, 50, Align::Left)], &replaced)
    }

    fn charges(&mut self) -> Result<(), PaperError> {
        let (words, slip) = (self.words, self.slip);
        let lines: Vec<Vec<String>> = slip
            .prices
            .iter()
            .map(|line| {
                vec![
                    line.label.clone(),
                    line.quantity.clone(),
                    line.unit.clone(),
                    format_fen(line.unit_price_fen),
                    format_fen(line.amount_fen),
                ]
            })
            .collect();
        let columns = [
            (words.charges, 46, Align::Left),
            (words.quantity, 11, Align::Right),
            (words.measure, 11, Align::Centre),
            (words.unit_price, 16, Align::Right),
            (words.amount, 16, Align::Right),
        ];
        self.list(&columns, &lines)?;
        let sum = |fen: fn(&crate::Sums) -> i64| {
            slip.sums.as_ref().map_or(String::new(), |sums| format_fen(fen(sums)))
        };
        let sums = [
            (words.labour, sum(|sums| sums.labour_fen), LINE),
            (words.material, sum(|sums| sums.material_fen), LINE),
            (words.total, sum(|sums| sums.total_fen), LINE.bold()),
        ];
        let mut cells = Vec::new();
        for (i, (label, amount, look)) in sums.into_iter().enumerate() {
            let left = share(i, 3);
            cells.push(self.label(LABEL * 3 / 4, label));
            let width = share(i + 1, 3) - left - LABEL * 3 / 4;
            cells.push(Cell::new(self.face, width, &amount, look, Align::Right));
        }
        self.flow.put(Row::new(cells))?;
        let confirmed = slip
            .price_confirmed
            .as_ref()
            .map_or(String::new(), |confirmed| spaced(&[&confirmed.by, &confirmed.at]));
        self.wide(words.price_confirmed, &confirmed, 0)
    }

    fn acceptance(&mut self) -> Result<(), PaperError> {
        let (words, slip) = (self.words, self.slip);
        self.begin(100_000)?;
        if slip.trials.is_empty() {
            self.wide(words.trial, "", 0)?;
        }
        for trial in &slip.trials {
            let told = spaced(&[&trial.at, &trial.result]);
            self.wide(words.trial, &spaced(&[&told, &trial.words]), 0)?;
        }
        let label = self.label(LABEL, words.customer_signature);
        let field = self.signed(WIDTH - LABEL, slip.signature.as_ref(), None);
        self.flow.put(Row::new(vec![label, field]).at_least(OPEN_COLUMN))
    }

    fn follow_up(&mut self) -> Result<(), PaperError> {
        let words = self.words;
        self.begin(OPEN_COLUMN + 40_000)?;
        let (left, right) = (WIDTH * 2 / 5, WIDTH - WIDTH * 2 / 5);
        let head = |width, label| Cell::new(self.face, width, label, SECTION, Align::Left).on(Ink::Pale);
        self.flow.put(Row::new(vec![head(left, words.signed_confirmed), head(right, words.opinion)]))?;
        let (field, opinion) = match &self.slip.follow_up {
            None => (self.signed(left, None, None), ""),
            Some(FollowUp::Visit { signature, opinion, by, at }) => {
                let note = spaced(&[words.by_visit, by, at]);
                (self.signed(left, signature.as_ref(), Some(&note)), opinion.as_str())
            }
            Some(FollowUp::Phone { opinion, by, at }) => {
                (self.told(left, words.by_phone, by, at), opinion.as_str())
            }
            Some(FollowUp::Other { opinion, by, at }) => {
                (self.told(left, words.by_other, by, at), opinion.as_str())
            }
        };
        let opinion = Cell::new(self.face, right, opinion, LINE, Align::Left);
        self.flow.put(Row::new(vec![field, opinion]).at_least(OPEN_COLUMN))
    }

    /// A field for a signature, with what is known of it below.
    fn signed(&self, width: i32, signature: Option<&Signature>, note: Option<&str>) -> Cell {
        let mut lines = Vec::new();
        let mut hand = None;
        if let Some(signature) = signature {
            lines.push(spaced(&[&signature.name, &signature.at]));
            if signature.changed_since {
                lines.push(self.words.changed_since.to_owned());
            }
            let strokes = Strokes::read(&signature.strokes);
            hand = (!strokes.is_empty()).then_some((strokes, HAND));
        }
        lines.extend(note.map(str::to_owned));
        Cell { hand, ..Cell::new(self.face, width, &lines.join("\n"), SMALL, Align::Left) }
    }

    /// What stands in place of a signature where the customer wrote nothing himself (FUP-7).
    fn told(&self, width: i32, way: &str, by: &str, at: &str) -> Cell {
        let text = format!("{way}\n{}\n{}", spaced(&[by, at]), self.words.written_by_us);
        Cell::new(self.face, width, &text, SMALL, Align::Left)
    }

    /// Two fields side by side, each with its label.
    fn pair(&mut self, left: (&str, &str), right: (&str, &str)) -> Result<(), PaperError> {
        let half = WIDTH / 2;
        let row = vec![
            self.label(LABEL, left.0),
            Cell::new(self.face, half - LABEL, left.1, LINE, Align::Left),
            self.label(LABEL, right.0),
            Cell::new(self.face, WIDTH - half - LABEL, right.1, LINE, Align::Left),
        ];
        self.flow.put(Row::new(row))
    }

    /// A field over the whole width.
    fn wide(&mut self, label: &str, text: &str, least: i32) -> Result<(), PaperError> {
        let label = self.label(LABEL, label);
        let text = Cell::new(self.face, WIDTH - LABEL, text, LINE, Align::Left);
        self.flow.put(Row::new(vec![label, text]).at_least(least))
    }

    /// A table, titled by its first column; its heads stand again on every page that it reaches.
    fn list(&mut self, columns: &[(&str, i32, Align)], rows: &[Vec<String>]) -> Result<(), PaperError> {
        let mut widths = Vec::new();
        let (mut before, mut given) = (0, 0);
        for (_, share, _) in columns {
            before += share;
            widths.push(WIDTH * before / 100 - given);
            given = WIDTH * before / 100;
        }
        let heads = columns.iter().zip(&widths).enumerate().map(|(i, ((label, _, align), width))| {
            let look = if i == 0 { SECTION } else { SMALL };
            Cell::new(self.face, *width, label, look, *align).on(Ink::Pale)
        });
        let heads = Row::new(heads.collect());
        self.begin(heads.height() + 24_000)?;
        self.flow.put(heads.clone())?;
        self.flow.repeat(vec![heads]);
        if rows.is_empty() {
            let empty =
                widths.iter().map(|width| Cell::new(self.face, *width, "", LINE, Align::Left)).collect();
            self.flow.put(Row::new(empty))?;
        }
        for row in rows {
            let cells = row.iter().zip(columns).zip(&widths);
            let cells = cells
                .map(|((text, column), width)| Cell::new(self.face, *width, text, LINE, column.2))
                .collect();
            self.flow.put(Row::new(cells))?;
        }
        self.flow.repeat(Vec::new());
        Ok(())
    }

    /// Begins a part of the form that needs this much room at once.
    fn begin(&mut self, room: i32) -> Result<(), PaperError> {
        self.flow.need(room + GAP)?;
        self.flow.gap(GAP);
        Ok(())
    }

    fn label(&self, width: i32, text: &str) -> Cell {
        let cell = Cell::new(self.face, width, text, SMALL, Align::Left).on(Ink::Faint);
        Cell { repeats: true, ..cell }
    }
}

/// Where the part `i` of `n` equal parts of the width begins.
fn share(i: usize, n: i32) -> i32 {
    WIDTH / n * i32::try_from(i).unwrap_or(0) + if i32::try_from(i) == Ok(n) { WIDTH % n } else { 0 }
}

/// What there is of these, with some room between.
fn spaced(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("　")
}

const _: () = assert!(LABEL > 4 * PAD_X);
