//! Prints the contract of the metrics: every name with its kind, its labels and what it says (FR-495).

fn main() {
    println!("{}", shared::metrics::contract());
}
