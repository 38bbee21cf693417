package dev.andiron.resource;

/// One fault in what was sent.
///
/// @param kind the issue type (FHIR R4, value set issue-type)
/// @param expression where: `Patient.contact[1].telecom[0].system`; `""` where it is the whole
/// @param message what was found, what the rule is, what to mend; never a credential's value
public record Issue(Kind kind, String expression, String message) {
  /// The part of <https://hl7.org/fhir/R4/valueset-issue-type.html> that is used below the API.
  public enum Kind {
    STRUCTURE("structure"),
    REQUIRED("required"),
    VALUE("value"),
    CODE_INVALID("code-invalid"),
    INVARIANT("invariant"),
    NOT_SUPPORTED("not-supported"),
    DUPLICATE("duplicate"),
    NOT_FOUND("not-found"),
    CONFLICT("conflict"),
    PROCESSING("processing"),
    BUSINESS_RULE("business-rule"),
    TOO_COSTLY("too-costly");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
