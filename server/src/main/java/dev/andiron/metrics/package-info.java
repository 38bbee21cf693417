/// What is counted while the server runs, for Prometheus to read.
///
/// Owns counters, histograms and their text. Any room above may count: it is handed a [Metrics] and
/// names its counters itself. It calls nothing, knows no HTTP, and keeps no value that came from
/// outside.
@NullMarked
package dev.andiron.metrics;

import org.jspecify.annotations.NullMarked;
