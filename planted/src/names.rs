//! Enums of names that a variable may give, each with a sentence about it.

macro_rules! names {
    ($(#[doc = $about:literal])+ $list:ident => $(#[doc = $what:literal] $name:ident,)+) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $list {
            $(#[doc = $what] $name,)+
        }

        impl $list {
            /// All of them.
            pub const ALL: &'static [$list] = &[$($list::$name,)+];

            /// Its name, as the variable gives it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($list::$name => stringify!($name),)+
                }
            }

            /// What happens, in a sentence.
            pub const fn what(self) -> &'static str {
                match self {
                    $($list::$name => $what.trim_ascii_start(),)+
                }
            }
        }
    };
}
