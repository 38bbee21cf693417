/// Measures the API over HTTP, beside what PostgreSQL itself does on the same machine.
@NullMarked
package dev.andiron.api;

import org.jspecify.annotations.NullMarked;
