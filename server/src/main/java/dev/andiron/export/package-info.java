/// Bulk exports: jobs that write whole types of resources into files, in the background.
///
/// Owns the jobs, their files and the work at them, which any node takes over from another. It
/// reads resources through `resource` and is told by whoever plugs it in what the asker may have
/// ([ExportRights]); it knows no request and no policy.
@NullMarked
package dev.andiron.export;

import org.jspecify.annotations.NullMarked;
