//! One wording in the three languages of the product, written side by side where it is used.

pub(crate) use undercroft_words::Text;
