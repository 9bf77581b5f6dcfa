//! What OpenCC expects of a configuration and does without: it warns, and goes on.

use jsonc_parser::ast::{Object, Value};

use super::config::{property, string};
use super::json;

/// What in a configuration is not as OpenCC's schema says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigRemarks {
    /// The first that a validator comes upon.
    pub violation: Option<SchemaViolation>,
    /// The JSON paths of what is not known and means nothing.
    pub ignored: Vec<String>,
}

/// Where a configuration leaves the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaViolation {
    /// The JSON pointer of the value (RFC 6901).
    pub document: String,
    /// The place in the schema.
    pub schema: &'static str,
    /// The rule that is broken.
    pub keyword: &'static str,
}

/// Looks for what means nothing in the text of a configuration. Nothing is found in what is no
/// configuration at all.
pub fn config_remarks(text: &str) -> ConfigRemarks {
    match json::parse(&json::join_surrogates(text)) {
        Ok(Some(Value::Object(root))) => {
            let mut ignored = Vec::new();
            note_root(&root, &mut ignored);
            ConfigRemarks { violation: check_root(&root).err(), ignored }
        }
        _ => ConfigRemarks::default(),
    }
}

const CONVERSION: &str = "/definitions/conversion";

fn violated(document: &str, schema: &'static str, keyword: &'static str) -> SchemaViolation {
    SchemaViolation { document: document.to_owned(), schema, keyword }
}

fn unexpected(parent: &str, name: &str, schema: &'static str) -> SchemaViolation {
    let name = name.replace('~', "~0").replace('/', "~1");
    violated(&format!("{parent}/{name}"), schema, "additionalProperties")
}

fn has(object: &Object, name: &str) -> bool {
    property(object, name).is_some()
}

fn check_root(root: &Object) -> Result<(), SchemaViolation> {
    for member in &root.properties {
        match member.name.as_str() {
            "name" if string(&member.value).is_none() => {
                return Err(violated("/name", "/properties/name", "type"));
            }
            "name" => {}
            "normalization" => {
                check_stages(&member.value, "/normalization", "/properties/normalization")?;
            }
            "conversion_chain" => {
                check_stages(&member.value, "/conversion_chain", "/properties/conversion_chain")?;
            }
            "segmentation" if !is_segmentation(&member.value) => {
                return Err(violated("/segmentation", "/definitions/segmentation", "anyOf"));
            }
            "segmentation" => {}
            other => return Err(unexpected("", other, "")),
        }
    }
    match has(root, "name") && has(root, "conversion_chain") {
        true => Ok(()),
        false => Err(violated("", "", "required")),
    }
}

fn check_stages(value: &Value, at: &str, schema: &'static str) -> Result<(), SchemaViolation> {
    let Value::Array(stages) = value else { return Err(violated(at, schema, "type")) };
    for (index, stage) in stages.elements.iter().enumerate() {
        let at = format!("{at}/{index}");
        let Value::Object(stage) = stage else {
            return Err(violated(&at, CONVERSION, "type"));
        };
        for member in &stage.properties {
            match member.name.as_str() {
                "dict" if is_dictionary(&member.value) => {}
                "dict" => {
                    return Err(violated(&format!("{at}/dict"), "/definitions/dict", "anyOf"));
                }
                other => return Err(unexpected(&at, other, CONVERSION)),
            }
        }
        if !has(stage, "dict") {
            return Err(violated(&at, CONVERSION, "required"));
        }
    }
    match stages.elements.is_empty() {
        true => Err(violated(at, schema, "minItems")),
        false => Ok(()),
    }
}

fn is_segmentation(value: &Value) -> bool {
    let Value::Object(object) = value else { return false };
    match property(object, "type").and_then(string) {
        Some("mmseg") => {
            has_only(object, &["type", "dict"])
                && property(object, "dict").is_some_and(is_dictionary)
        }
        None | Some("") => false,
        // A plugin has whatever it needs.
        Some(_) => object.properties.iter().all(|member| match member.name.as_str() {
            "resources" => match &member.value {
                Value::Object(files) => files.properties.iter().all(|f| string(&f.value).is_some()),
                _ => false,
            },
            _ => string(&member.value).is_some(),
        }),
    }
}

fn has_only(object: &Object, names: &[&str]) -> bool {
    object.properties.iter().all(|member| names.contains(&member.name.as_str()))
}

fn is_dictionary(value: &Value) -> bool {
    let Value::Object(object) = value else { return false };
    let is_text = |value: &Value| string(value).is_some_and(|text| !text.is_empty());
    let may_be_flagged =
        || property(object, "may_output_tofu").is_none_or(|v| matches!(v, Value::BooleanLit(_)));
    match property(object, "type").and_then(string) {
        Some("text" | "ocd" | "ocd2") => {
            has_only(object, &["type", "file", "may_output_tofu"])
                && property(object, "file").is_some_and(is_text)
                && may_be_flagged()
        }
        Some("inline") => {
            has_only(object, &["type", "entries"])
                && matches!(property(object, "entries"), Some(Value::Object(entries))
                    if entries.properties.iter().all(|entry| is_text(&entry.value)))
        }
        Some("group") => {
            let policy = property(object, "match_policy").and_then(string);
            has_only(object, &["type", "dicts", "match_policy", "may_output_tofu"])
                && matches!(policy, Some("short_circuit" | "union"))
                && matches!(property(object, "dicts"), Some(Value::Array(members))
                    if !members.elements.is_empty() && members.elements.iter().all(is_dictionary))
                && may_be_flagged()
        }
        _ => false,
    }
}

fn note_others(object: &Object, known: &[&str], at: &str, ignored: &mut Vec<String>) {
    let names = object.properties.iter().map(|member| member.name.as_str());
    let others = names.filter(|name| !known.contains(name));
    ignored.extend(others.map(|name| match at {
        "" => name.to_owned(),
        at => format!("{at}.{name}"),
    }));
}

fn note_root(root: &Object, ignored: &mut Vec<String>) {
    let stages = ["normalization", "conversion_chain"];
    // Editors look at $schema.
    note_others(root, &["name", "segmentation", "$schema", stages[0], stages[1]], "", ignored);
    if let Some(Value::Object(segmentation)) = property(root, "segmentation")
        && property(segmentation, "type").and_then(string) == Some("mmseg")
    {
        note_others(segmentation, &["type", "dict"], "segmentation", ignored);
        note_dictionary(property(segmentation, "dict"), "segmentation.dict", ignored);
    }
    for name in stages {
        let Some(Value::Array(stages)) = property(root, name) else { continue };
        for (index, stage) in stages.elements.iter().enumerate() {
            let at = format!("{name}[{index}]");
            match stage {
                Value::Object(stage) => {
                    note_others(stage, &["dict"], &at, ignored);
                    note_dictionary(property(stage, "dict"), &format!("{at}.dict"), ignored);
                }
                _ => ignored.push(at),
            }
        }
    }
}

fn note_dictionary(value: Option<&Value>, at: &str, ignored: &mut Vec<String>) {
    let Some(Value::Object(object)) = value else { return };
    let known: &[&str] = match property(object, "type").and_then(string) {
        Some("inline") => &["type", "entries", "may_output_tofu"],
        Some("group") => &["type", "dicts", "match_policy", "may_output_tofu"],
        _ => &["type", "file", "may_output_tofu"],
    };
    note_others(object, known, at, ignored);
    if let Some(Value::Array(members)) = property(object, "dicts") {
        for (index, member) in members.elements.iter().enumerate() {
            note_dictionary(Some(member), &format!("{at}.dicts[{index}]"), ignored);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What OpenCC 1.4.2 says of each (`tests/drop_in/differential.rs` asks it).
    #[test]
    fn finds_the_first_violation() {
        let dict = r#"{"dict":{"type":"inline","entries":{"a":"b"}}}"#;
        for (rest, expected) in [
            ("", None),
            (r#","zzz":1"#, Some(("/zzz", "", "additionalProperties"))),
            (
                r#","normalization":[{"a/b~c":1}]"#,
                Some(("/normalization/0/a~1b~0c", CONVERSION, "additionalProperties")),
            ),
            (r#","normalization":[3]"#, Some(("/normalization/0", CONVERSION, "type"))),
            (r#","normalization":[{}]"#, Some(("/normalization/0", CONVERSION, "required"))),
            (
                r#","normalization":[]"#,
                Some(("/normalization", "/properties/normalization", "minItems")),
            ),
            (
                r#","normalization":[{"dict":{"type":"text","file":""}}]"#,
                Some(("/normalization/0/dict", "/definitions/dict", "anyOf")),
            ),
            (
                r#","segmentation":{"type":"mmseg","x":1}"#,
                Some(("/segmentation", "/definitions/segmentation", "anyOf")),
            ),
            (r#","segmentation":{"type":"jieba","a":"b"}"#, None),
        ] {
            let text = format!(r#"{{"name":"x","conversion_chain":[{dict}]{rest}}}"#);
            let expected =
                expected.map(|(document, schema, keyword)| violated(document, schema, keyword));
            assert_eq!(config_remarks(&text).violation, expected, "{text}");
        }
        assert_eq!(config_remarks("[]").violation, None);
    }

    #[test]
    fn names_all_that_means_nothing() {
        let text = r#"{"a":1,"conversion_chain":[2,{"b":3,"dict":{"type":"group","dicts":[
            {"type":"text","c":4,"file":"x"}]}}],"segmentation":{"type":"mmseg","d":1}}"#;
        let ignored = config_remarks(text).ignored;
        let expected = [
            "a",
            "segmentation.d",
            "conversion_chain[0]",
            "conversion_chain[1].b",
            "conversion_chain[1].dict.dicts[0].c",
        ];
        assert_eq!(ignored, expected);
    }
}
