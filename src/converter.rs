use std::sync::Arc;

use thiserror::Error;

use crate::compile::{self, CompileError};
use crate::dictionary::Pipeline;
use crate::table::Table;
use crate::{composed, engine};

include!(concat!(env!("OUT_DIR"), "/configs.rs"));

/// The route that is taken when nobody says otherwise: Traditional of any spelling to Simplified.
pub const DEFAULT_ROUTE: &str = "hant2hans";

/// A configuration that is built in.
#[derive(Debug)]
pub struct BuiltinConfig {
    /// The name to ask for, as in `Converter::new("t2s")`.
    pub name: &'static str,
    /// What the configuration says it does.
    pub description: &'static str,
    table: Table,
    /// The same with the dictionaries that risk showing boxes, where the configuration has any.
    table_with_tofu_risk: Option<Table>,
}

/// What may vary in a converter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConverterOptions {
    /// Also use the dictionaries whose values few fonts can show (`may_output_tofu` in OpenCC).
    pub include_tofu_risk: bool,
}

/// Why a converter could not be made.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// There is no built-in configuration of that name.
    #[error("there is no configuration {name}: it is one of {}", names())]
    UnknownConfig { name: String },
}

fn names() -> String {
    CONFIGS.iter().map(|config| config.name).collect::<Vec<_>>().join(" ")
}

/// The configurations of OpenCC, by name.
pub fn configs() -> &'static [BuiltinConfig] {
    &CONFIGS
}

/// Something that converts text: the engine of this crate, or the original library.
pub trait Engine: Send + Sync {
    /// Converts as much of `text` as no text after it can influence, or all of it if `end` says
    /// that nothing follows; appends the result to `output` and returns the number of bytes of
    /// `text` that were converted.
    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize;

    /// Whether a line end always ends what belongs together, if it is no operand of a description
    /// sequence: then both parts of a text that is cut there may be converted on their own. Only
    /// dictionaries of the user's own have keys with line ends.
    fn line_ends_separate(&self) -> bool {
        true
    }

    /// How many bytes of the beginning of a document decide how all of it is converted; 0 if one
    /// engine serves every document.
    fn beginning(&self) -> usize {
        0
    }

    /// An engine for one text that comes in pieces, in their order and each once, which remembers
    /// from one to the next what it would have to hold back otherwise; none where that is little.
    fn streaming(&self) -> Option<Box<dyn Engine + '_>> {
        None
    }

    /// The engine for a document that begins with `beginning`, if that decides.
    fn for_document(&self, beginning: &str) -> Option<Box<dyn Engine>> {
        let _ = beginning;
        None
    }
}

/// Whoever has an engine, alone or with others, is one.
macro_rules! engine_for_owner {
    ($owner:ty) => {
        impl<E: Engine + ?Sized> Engine for $owner {
            fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
                (**self).convert_prefix(text, end, output)
            }

            fn line_ends_separate(&self) -> bool {
                (**self).line_ends_separate()
            }

            fn streaming(&self) -> Option<Box<dyn Engine + '_>> {
                (**self).streaming()
            }

            fn beginning(&self) -> usize {
                (**self).beginning()
            }

            fn for_document(&self, beginning: &str) -> Option<Box<dyn Engine>> {
                (**self).for_document(beginning)
            }
        }
    };
}

engine_for_owner!(Box<E>);
engine_for_owner!(Arc<E>);
engine_for_owner!(&E);

/// Converts text by a configuration, or by several one after the other. Cheap to clone and to share between threads.
///
/// # Examples
/// ```
/// let converter = fanjian::Converter::new("t2s")?;
/// assert_eq!(converter.convert("漢字繁體"), "汉字繁体");
/// # Ok::<(), fanjian::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Converter {
    /// At least one.
    tables: Arc<[Table]>,
}

impl Converter {
    /// A converter for a built-in configuration: `t2s`, or as OpenCC writes it, `t2s.json`.
    ///
    /// # Errors
    /// [`Error::UnknownConfig`] if there is none of that name.
    pub fn new(name: &str) -> Result<Converter, Error> {
        Converter::with_options(name, ConverterOptions::default())
    }

    /// A converter for a built-in configuration, with options.
    ///
    /// # Errors
    /// [`Error::UnknownConfig`] if there is none of that name.
    pub fn with_options(name: &str, options: ConverterOptions) -> Result<Converter, Error> {
        let plain = name.strip_suffix(".json").unwrap_or(name);
        let config = CONFIGS
            .iter()
            .chain(&ROUTES)
            .find(|config| config.name == plain)
            .ok_or_else(|| Error::UnknownConfig { name: name.to_owned() })?;
        let table = match &config.table_with_tofu_risk {
            Some(table) if options.include_tofu_risk => table,
            _ => &config.table,
        };
        Ok(Converter { tables: Arc::new([table.ready()]) })
    }

    /// A converter that gives what `next` makes of what this one makes.
    ///
    /// # Examples
    /// ```
    /// use fanjian::Converter;
    ///
    /// let converter = Converter::new("jp2t")?.then(&Converter::new("t2tw")?);
    /// assert_eq!(converter.convert("鉄の為"), "鐵の為");
    /// # Ok::<(), fanjian::Error>(())
    /// ```
    #[must_use]
    pub fn then(&self, next: &Converter) -> Converter {
        Converter { tables: self.tables.iter().chain(next.tables.iter()).cloned().collect() }
    }

    /// Compiles a configuration that was loaded with [`crate::dictionary::load_pipeline`].
    ///
    /// # Errors
    /// [`CompileError`] if the configuration has a form that one walk over the text cannot express.
    /// [`crate::Interpreter`] converts by such a configuration too, slowly.
    pub fn compile(pipeline: &Pipeline) -> Result<Converter, CompileError> {
        Ok(Converter { tables: Arc::new([Table::owned(compile::compile(pipeline)?)]) })
    }

    /// All texts of several characters of which the tables say something, sorted: the keys of the
    /// dictionaries among them.
    pub(crate) fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> =
            self.tables.iter().flat_map(|table| table.view().phrases.keys()).collect();
        keys.sort_unstable();
        keys
    }

    /// Converts a text.
    pub fn convert(&self, text: &str) -> String {
        let mut output = String::with_capacity(text.len() + text.len() / 16 + 16);
        self.convert_into(text, &mut output);
        output
    }

    /// Converts a text and appends the result to `output`.
    pub fn convert_into(&self, text: &str, output: &mut String) {
        self.convert_prefix(text, true, output);
    }

    /// Converts the beginning of a text of which more may follow: as many bytes as no following
    /// text can influence, or all of them if `end` is set. Returns their number.
    ///
    /// # Examples
    /// ```
    /// let converter = fanjian::Converter::new("t2s")?;
    /// let mut output = String::new();
    /// // 乾 may still become 乾坤, which stays as it is.
    /// assert_eq!(converter.convert_prefix("漢字乾", false, &mut output), "漢字".len());
    /// assert_eq!(output, "汉字");
    /// # Ok::<(), fanjian::Error>(())
    /// ```
    pub fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        convert_prefix(&self.tables, text, end, output)
    }
}

/// Converts by one table after the other.
fn convert_prefix(tables: &[Table], text: &str, end: bool, output: &mut String) -> usize {
    match tables {
        [] => 0,
        [table] => {
            let view = table.view();
            // SAFETY: the engine appends only whole values of a table and copies of whole characters
            // of `text`, so that what it appends is UTF-8. Tables come from `compile`, whose values
            // are `str`. Tests, a property test and a fuzz target check the result.
            let bytes = unsafe { output.as_mut_vec() };
            engine::convert_prefix(&view, text.as_bytes(), end, bytes)
        }
        [table, rest @ ..] => {
            let first = |text: &str, end, output: &mut String| {
                convert_prefix(std::slice::from_ref(table), text, end, output)
            };
            let second =
                |text: &str, end, output: &mut String| convert_prefix(rest, text, end, output);
            composed::convert_prefix(&first, &second, text, end, output)
        }
    }
}

impl Engine for Converter {
    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        Converter::convert_prefix(self, text, end, output)
    }
}
