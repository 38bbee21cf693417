/// Loading of files: bundles, single resources and NDJSON, into a server by HTTP or straight into
/// the store of this process.
///
/// Owns the reading of files, what of them is sent together, the repeating of what failed for the
/// moment, the report, and the memory of what was done. It is called by the command line with a
/// [Destination]; it never opens a database and knows nothing of how a bundle is carried out.
@NullMarked
package dev.andiron.main.load;

import org.jspecify.annotations.NullMarked;
