/// The web console: its pages, and the few endpoints that only they need. It may call `access` to
/// know who asks and what they may do; whatever the pages do to resources they do through the FHIR
/// API like anybody else. It never holds data in a page: a page is the same for everyone.
@NullMarked
package dev.andiron.console;

import org.jspecify.annotations.NullMarked;
