use std::path::{Path, PathBuf};

use crate::dictionary::{ConfigError, Dictionary, Pipeline, PipelineOptions};
use crate::{Converter, ConverterOptions, Engine, Interpreter, builtin, ids};

/// Converts by a configuration of the user's own, in OpenCC's format.
///
/// Most are compiled into one walk over the text and are as fast as those that are built in. A
/// configuration that cannot be, such as one with more than two stages, is interpreted, slowly.
///
/// # Examples
/// ```no_run
/// use fanjian::{ConverterOptions, CustomConverter, Engine};
///
/// let converter = CustomConverter::load("my.json".as_ref(), &[], ConverterOptions::default())?;
/// let mut output = String::new();
/// converter.convert_prefix("漢字", true, &mut output);
/// # Ok::<(), fanjian::dictionary::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CustomConverter {
    form: Form,
    line_ends_separate: bool,
}

#[derive(Clone, Debug)]
enum Form {
    Compiled(Converter),
    Interpreted(Interpreter),
}

impl CustomConverter {
    /// Reads the configuration in the file `path`. Dictionary files are looked for in its folder,
    /// in `folders`, and among the dictionaries of OpenCC, which are built in, in this order.
    ///
    /// # Errors
    /// [`ConfigError`] names the file, and within the configuration the JSON path, that is wrong.
    pub fn load(
        path: &Path,
        folders: &[PathBuf],
        options: ConverterOptions,
    ) -> Result<CustomConverter, ConfigError> {
        let options = PipelineOptions { include_tofu_risk: options.include_tofu_risk };
        Ok(CustomConverter::new(builtin::load_pipeline(path, folders, options)?))
    }

    /// Converts by a configuration that was read already.
    pub fn new(pipeline: Pipeline) -> CustomConverter {
        let line_ends_separate = stages(&pipeline).all(line_ends_separate);
        let form = match Converter::compile(&pipeline) {
            Ok(converter) => Form::Compiled(converter),
            Err(_) => Form::Interpreted(Interpreter::new(pipeline)),
        };
        CustomConverter { form, line_ends_separate }
    }

    /// Whether the configuration has a form that is slow.
    pub fn is_interpreted(&self) -> bool {
        matches!(self.form, Form::Interpreted(_))
    }
}

fn stages(pipeline: &Pipeline) -> impl Iterator<Item = &Dictionary> {
    pipeline.normalization.iter().chain(&pipeline.segmentation).chain(&pipeline.chain)
}

/// Whether no key goes beyond a line end, and no value is a beginning of something that does.
fn line_ends_separate(dictionary: &Dictionary) -> bool {
    match dictionary {
        Dictionary::Leaf(lexicon) => lexicon.iter().all(|(key, value)| {
            !key.contains('\n') && !value.chars().any(|c| ids::arity(c.into()) > 0)
        }),
        Dictionary::Group(_, members) => members.iter().all(line_ends_separate),
    }
}

impl Engine for CustomConverter {
    fn line_ends_separate(&self) -> bool {
        self.line_ends_separate
    }

    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        match &self.form {
            Form::Compiled(converter) => converter.convert_prefix(text, end, output),
            Form::Interpreted(interpreter) => interpreter.convert_prefix(text, end, output),
        }
    }
}
