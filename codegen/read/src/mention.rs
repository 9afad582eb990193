//! How much a text speaks of what a name names.

/// Returns how much of a name a text mentions, from 0 to 1.
pub(crate) fn told(name: &str, text: &[String]) -> f64 {
    let parts = parts(name);
    let told =
        parts.iter().filter(|part| text.iter().any(|word| word == *part || is_stem(part, word))).count();
    told as f64 / parts.len().max(1) as f64
}

/// Whether a part of a name abbreviates a word, or the other way round: `id` and `identifier`.
fn is_stem(part: &str, word: &str) -> bool {
    part.len() >= 2 && (word.starts_with(part) || (word.len() >= 4 && part.starts_with(word)))
        || (part, word) == ("identifier", "id")
}

/// Returns the words of a text in lower case.
pub(crate) fn words(text: &str) -> Vec<String> {
    words_of(text).map(str::to_ascii_lowercase).collect()
}

/// Returns the words of a text as it has them.
pub(crate) fn words_of(text: &str) -> impl DoubleEndedIterator<Item = &str> + Clone {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

/// Returns the words of a name: `mesh` and `name` for `meshName`.
pub(crate) fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut last_lower = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() {
            last_lower = false;
            parts.push(String::new());
            continue;
        }
        if parts.is_empty() || (c.is_ascii_uppercase() && last_lower) {
            parts.push(String::new());
        }
        last_lower = !c.is_ascii_uppercase();
        if let Some(part) = parts.last_mut() {
            part.push(c.to_ascii_lowercase());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether words stand among others, one after another.
pub(crate) fn are_within(words: &[String], others: &[String]) -> bool {
    !words.is_empty() && others.windows(words.len()).any(|some| some == words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_and_found_in_texts() {
        assert_eq!(parts("sourceServerID"), ["source", "server", "id"]);
        assert_eq!(parts("x-paint"), ["x", "paint"]);
        let text = words("The identifier of the wall.");
        assert!((told("wallId", &text) - 1.0).abs() < f64::EPSILON);
        assert!((told("wallColour", &text) - 0.5).abs() < f64::EPSILON);
        assert!(told("", &text).abs() < f64::EPSILON);
    }
}
