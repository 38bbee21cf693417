package dev.andiron.fhir;

/// An entry of a bundle was refused, and the bundle with it.
final class EntryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient BundleEntry entry;
  private final RuntimeException reason;

  EntryException(BundleEntry entry, RuntimeException reason) {
    super(null, reason, false, false);
    this.entry = entry;
    this.reason = reason;
  }

  RuntimeException reason() {
    return reason;
  }

  /// `entry[3], POST Patient`.
  String label() {
    return "entry[" + entry.index() + "], " + entry.method() + " " + excerpt(entry.url());
  }

  private static String excerpt(String url) {
    return url.length() <= 100 ? url : url.substring(0, 100) + "…";
  }

  /// Where in the bundle a place of the entry's resource is.
  ///
  /// @param expression `Patient.name`, or `""` where it is the whole
  String place(String expression) {
    String place = "Bundle.entry[" + entry.index() + "]";
    int dot = expression.indexOf('.');
    boolean inside = !expression.isEmpty() && Character.isUpperCase(expression.charAt(0));
    return !inside ? place : place + ".resource" + (dot < 0 ? "" : expression.substring(dot));
  }
}
