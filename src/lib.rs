//! Chinese script conversion.
