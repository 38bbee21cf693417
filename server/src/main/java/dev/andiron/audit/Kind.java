package dev.andiron.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an event is about, as far as the operation of its request tells.
enum Kind {
  READ(Code.REST, "R", Code.READ),
  VREAD(Code.REST, "R", Code.VREAD),
  HISTORY(Code.REST, "R", Code.HISTORY_INSTANCE),
  HISTORY_TYPE(Code.REST, "E", Code.HISTORY_TYPE),
  HISTORY_SYSTEM(Code.REST, "E", Code.HISTORY_SYSTEM),
  SEARCH(Code.REST, "E", Code.SEARCH),
  OPERATION(Code.REST, "E", Code.OPERATION),
  EXPORT(Code.REST, "E", Code.OPERATION, Code.EXPORT),
  CREATE(Code.REST, "C", Code.CREATE),
  UPDATE(Code.REST, "U", Code.UPDATE),
  PATCH(Code.REST, "U", Code.PATCH),
  DELETE(Code.REST, "D", Code.DELETE),
  TRANSACTION(Code.REST, "E", Code.TRANSACTION),
  TOKEN(Code.USER_AUTHENTICATION, "E", Code.LOGIN, Code.GET_ACCESS_TOKEN),
  LOGIN(Code.USER_AUTHENTICATION, "E", Code.LOGIN),
  LOGOUT(Code.USER_AUTHENTICATION, "E", Code.LOGOUT),
  ATTRIBUTES(Code.SECURITY_ALERT, "U", Code.SECURITY_ATTRIBUTES_CHANGED);

  private final Code type;
  private final String action;
  private final Code subtype;
  private final @Nullable Code more;

  Kind(Code type, String action, Code subtype) {
    this(type, action, subtype, null);
  }

  /// @param action of the value set audit-event-action
  Kind(Code type, String action, Code subtype, @Nullable Code more) {
    this.type = type;
    this.action = action;
    this.subtype = subtype;
    this.more = more;
  }

  Code type() {
    return type;
  }

  String action() {
    return action;
  }

  List<Code> subtypes() {
    return more == null ? List.of(subtype) : List.of(subtype, more);
  }

  /// Whether it is about signing in or out rather than about resources.
  boolean isOfSignIns() {
    return type != Code.REST;
  }

  /// Whether it only gives something out.
  boolean reads() {
    return switch (this) {
      case READ, VREAD, HISTORY, HISTORY_TYPE, HISTORY_SYSTEM, SEARCH, OPERATION, EXPORT -> true;
      case CREATE, UPDATE, PATCH, DELETE, TRANSACTION, TOKEN, LOGIN, LOGOUT, ATTRIBUTES -> false;
    };
  }

  /// Whether it says what was asked for, rather than what it was about.
  boolean queries() {
    return reads() && action.equals("E");
  }

  /// That of an operation; null where no record is made of it.
  ///
  /// @param operation the name by which policies know it
  static @Nullable Kind of(String operation, String method, String pattern) {
    return switch (operation) {
      case "FhirRead" -> READ;
      case "FhirVRead" -> VREAD;
      case "FhirHistory" -> HISTORY;
      case "FhirHistoryType" -> HISTORY_TYPE;
      case "FhirHistorySystem" -> HISTORY_SYSTEM;
      case "FhirSearch" -> SEARCH;
      case "FhirEverything", "FhirLastn", "FhirValidate" -> OPERATION;
      case "FhirExport", "FhirPatientExport", "FhirGroupExport" -> EXPORT;
      // How far an export is shows nothing of its content.
      case "FhirExportJob" ->
          method.equals("DELETE") ? OPERATION : pattern.endsWith("{file}") ? EXPORT : null;
      case "FhirCreate" -> CREATE;
      case "FhirUpdate", "FhirConditionalUpdate" -> UPDATE;
      case "FhirPatch", "FhirConditionalPatch" -> PATCH;
      case "FhirDelete", "FhirConditionalDelete" -> DELETE;
      case "FhirTransaction" -> TRANSACTION;
      case "AuthToken" -> TOKEN;
      case "AuthLogin" -> method.equals("POST") ? LOGIN : null;
      case "AuthSessions" -> method.equals("DELETE") ? LOGOUT : null;
      case "AuthLogout", "CloseSession", "AuthRevoke", "AuthLogoutAll" -> LOGOUT;
      case "AuthChangePassword",
          "AuthForceResetPassword",
          "AuthResetPassword",
          "AuthImportHash",
          "AuthLiftLockout" ->
          ATTRIBUTES;
      default -> null;
    };
  }
}
