//! The chart: bars on a logarithmic scale, for the first text.

use std::fmt::Write;

use crate::converters::NAMES;
use crate::library::Table;

const COLORS: [&str; NAMES.len()] =
    ["#c8102e", "#4b6cb7", "#3c9d9b", "#8e6bbf", "#d9902f", "#a0a0a0", "#cfcfcf"];
const LEFT: f64 = 80.0;
const WIDTH: f64 = 860.0;
const BAR: f64 = 9.0;
const TOP: f64 = 60.0;
/// Megabytes a second at the left and the right end.
const SCALE: (f64, f64) = (1.0, 20_000.0);

/// Draws the speeds on the first text as SVG.
pub fn draw(tables: &[Table]) -> String {
    let table = &tables[0];
    let group = BAR * NAMES.len() as f64 + 8.0;
    let height = TOP + group * table.rows.len() as f64 + 30.0;
    let x = |speed: f64| {
        let part = (speed.max(SCALE.0) / SCALE.0).ln() / (SCALE.1 / SCALE.0).ln();
        LEFT + part * (WIDTH - LEFT - 60.0)
    };
    let mut svg = String::new();
    let mut line = |text: String| {
        svg += &text;
        svg.push('\n');
    };
    line(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11">"#
    ));
    line(format!(r#"<rect width="{WIDTH}" height="{height}" fill="white"/>"#));
    line(format!(
        r#"<text x="{LEFT}" y="18" font-size="14">Megabytes of {} a second, one thread (logarithmic)</text>"#,
        table.text
    ));
    for (index, (name, color)) in NAMES.iter().zip(COLORS).enumerate() {
        let at = LEFT + index as f64 * 108.0;
        line(format!(r#"<rect x="{at}" y="28" width="10" height="10" fill="{color}"/>"#));
        line(format!(r#"<text x="{}" y="37">{name}</text>"#, at + 14.0));
    }
    for speed in [1.0, 10.0, 100.0, 1000.0, 10_000.0] {
        let at = x(speed);
        line(format!(
            r##"<line x1="{at:.1}" y1="{TOP}" x2="{at:.1}" y2="{:.1}" stroke="#e0e0e0"/>"##,
            height - 30.0
        ));
        line(format!(
            r#"<text x="{at:.1}" y="{:.1}" text-anchor="middle">{speed}</text>"#,
            height - 14.0
        ));
    }
    for (index, row) in table.rows.iter().enumerate() {
        let top = TOP + index as f64 * group + 4.0;
        line(format!(
            r#"<text x="{}" y="{:.1}" text-anchor="end">{}</text>"#,
            LEFT - 8.0,
            top + group / 2.0,
            row.config
        ));
        for (index, (speed, color)) in row.speeds.iter().zip(COLORS).enumerate() {
            let Some(speed) = speed else { continue };
            let y = top + index as f64 * BAR;
            let end = x(*speed);
            line(format!(
                r#"<rect x="{LEFT}" y="{y:.1}" width="{:.1}" height="{}" fill="{color}"/>"#,
                end - LEFT,
                BAR - 1.0
            ));
            line(format!(
                r#"<text x="{:.1}" y="{:.1}" font-size="8">{speed:.0}</text>"#,
                end + 3.0,
                y + BAR - 2.0
            ));
        }
    }
    let _ = writeln!(svg, "</svg>");
    svg
}
