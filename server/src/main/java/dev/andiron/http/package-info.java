/// HTTP as the product sees it: requests, responses, routes.
///
/// Owns the listener, its certificate, its limits and the reading of paths and queries. It knows no
/// path of the product and no format of a body; it is the only package that sees Jetty.
@NullMarked
package dev.andiron.http;

import org.jspecify.annotations.NullMarked;
