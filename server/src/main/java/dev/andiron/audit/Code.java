package dev.andiron.audit;

import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;

/// The codes that events are made of (<https://hl7.org/fhir/R4/auditevent.html>,
/// <https://profiles.ihe.net/ITI/BALP/>, DICOM PS3.16 CID 400 and following).
enum Code {
  REST("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation"),
  USER_AUTHENTICATION(Code.DICOM, "110114", "User Authentication"),
  SECURITY_ALERT(Code.DICOM, "110113", "Security Alert"),

  LOGIN(Code.DICOM, "110122", "Login"),
  LOGOUT(Code.DICOM, "110123", "Logout"),
  AUDIT_LOG_USED(Code.DICOM, "110101", "Audit Log Used"),
  EXPORT(Code.DICOM, "110106", "Export"),
  SECURITY_ROLES_CHANGED(Code.DICOM, "110136", "Security Roles Changed"),
  SECURITY_ATTRIBUTES_CHANGED(Code.DICOM, "110137", "User Security Attributes Changed"),
  GET_ACCESS_TOKEN("urn:ihe:event-type-code", "ITI-71", "Get Access Token"),

  READ(Code.INTERACTION, "read", "read"),
  VREAD(Code.INTERACTION, "vread", "vread"),
  HISTORY_INSTANCE(Code.INTERACTION, "history-instance", "history-instance"),
  HISTORY_TYPE(Code.INTERACTION, "history-type", "history-type"),
  HISTORY_SYSTEM(Code.INTERACTION, "history-system", "history-system"),
  SEARCH(Code.INTERACTION, "search", "search"),
  SEARCH_TYPE(Code.INTERACTION, "search-type", "search-type"),
  SEARCH_SYSTEM(Code.INTERACTION, "search-system", "search-system"),
  CREATE(Code.INTERACTION, "create", "create"),
  UPDATE(Code.INTERACTION, "update", "update"),
  PATCH(Code.INTERACTION, "patch", "patch"),
  DELETE(Code.INTERACTION, "delete", "delete"),
  TRANSACTION(Code.INTERACTION, "transaction", "transaction"),
  OPERATION(Code.INTERACTION, "operation", "operation"),

  SOURCE_ROLE(Code.DICOM, "110153", "Source Role ID"),
  DESTINATION_ROLE(Code.DICOM, "110152", "Destination Role ID"),
  APPLICATION(Code.DICOM, "110150", "Application"),
  CUSTODIAN(
      "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
      "custodian",
      "Custodian"),
  RECIPIENT(Code.PARTICIPATION, "IRCP", "information recipient"),
  AUTHOR(Code.PARTICIPATION, "AUT", "author (originator)"),
  HUMAN(
      "http://terminology.hl7.org/CodeSystem/extra-security-role-type", "humanuser", "human user"),

  APPLICATION_SERVER(
      "http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server"),

  PERSON(Code.ENTITY_TYPE, "1", "Person"),
  SYSTEM_OBJECT(Code.ENTITY_TYPE, "2", "System Object"),
  REQUEST_ID(
      "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
      "XrequestId",
      "X-Request-Id"),

  PATIENT(Code.ROLE, "1", "Patient"),
  DOMAIN_RESOURCE(Code.ROLE, "4", "Domain Resource"),
  SECURITY_USER(Code.ROLE, "11", "Security User Entity"),
  SECURITY_RESOURCE(Code.ROLE, "13", "Security Resource"),
  QUERY(Code.ROLE, "24", "Query"),

  ORIGINATION(Code.LIFECYCLE, "1", "Origination / Creation"),
  AMENDMENT(Code.LIFECYCLE, "3", "Amendment"),
  ACCESS(Code.LIFECYCLE, "6", "Access / Use"),
  LOGICAL_DELETION(Code.LIFECYCLE, "14", "Logical deletion");

  private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
  private static final String INTERACTION = "http://hl7.org/fhir/restful-interaction";
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  private static final String ENTITY_TYPE =
      "http://terminology.hl7.org/CodeSystem/audit-entity-type";
  private static final String ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
  private static final String LIFECYCLE =
      "http://terminology.hl7.org/CodeSystem/dicom-audit-lifecycle";

  private final String system;
  private final String code;
  private final String display;

  Code(String system, String code, String display) {
    this.system = system;
    this.code = code;
    this.display = display;
  }

  /// With its words.
  JsonObject coding() {
    return bare().with("display", display);
  }

  /// Without: there are several in every event, and as many events as requests.
  JsonObject bare() {
    return JsonObject.of("system", system).with("code", code);
  }

  JsonObject concept() {
    return JsonObject.of("coding", JsonArray.of(bare()));
  }
}
