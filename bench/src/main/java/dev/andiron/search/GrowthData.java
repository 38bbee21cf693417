package dev.andiron.search;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// Patients and their observations in Synthea's shape, each made from its number alone, so that a
/// search knows what there is to be found. However many there are, a search finds as many as
/// before: 40 patients share a family name, and each has nine observations of three codes.
final class GrowthData {
  static final int OBSERVATIONS = 9;
  static final int DAYS = 29_200;

  private static final int NAMESAKES = 40;
  private static final LocalDate FIRST_BIRTH = LocalDate.of(1940, 1, 1);
  private static final Instant FIRST_WRITE = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> CODES =
      List.of(
          "8302-2", "72514-3", "29463-7", "39156-5", "8462-4", "8480-6", "8867-4", "9279-1",
          "72166-2", "2093-3", "2571-8", "18262-6", "2085-9", "4548-4", "2339-0", "6299-2");

  private GrowthData() {}

  static String patientId(int patient) {
    return id("Patient", patient);
  }

  /// Spread over the whole of the key, as the ids of others are.
  private static String id(String type, int number) {
    return UUID.nameUUIDFromBytes(
            (type + number).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .toString();
  }

  static String identifier(int patient) {
    return "MRN-" + patient;
  }

  /// No name is the beginning of another.
  static String family(int patient) {
    int number = patient / NAMESAKES;
    StringBuilder name = new StringBuilder("Son");
    for (int i = 0; i < 4; i++) {
      name.append((char) ('a' + number % 26));
      number /= 26;
    }
    return name.toString();
  }

  static LocalDate birthDate(int day) {
    return FIRST_BIRTH.plusDays(day);
  }

  static String code(int observation) {
    return CODES.get((patientOf(observation) + observation % 3) % CODES.size());
  }

  static int patientOf(int observation) {
    return observation / OBSERVATIONS;
  }

  static Instant written(int number) {
    return FIRST_WRITE.plusSeconds(number);
  }

  private static int scattered(int number, int bound) {
    return Math.floorMod((number * 0x9E3779B1) >>> 4, bound);
  }

  /// A resource and when it was written.
  record Made(String id, Instant written, String text) {}

  static Made patient(int number) {
    String id = patientId(number);
    String text =
        """
        {"resourceType":"Patient","id":"%1$s","meta":{"versionId":"1","lastUpdated":"%2$s","profile":\
        ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},"extension":[{"url":\
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[{"url":"ombCategory",\
        "valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3","display":"White"}},\
        {"url":"text","valueString":"White"}]},{"url":\
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":"F"},{"url":\
        "http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"Town%5$d",\
        "state":"Massachusetts","country":"US"}}],"identifier":[{"system":\
        "https://github.com/synthetichealth/synthea","value":"%1$s"},{"type":{"coding":[{"system":\
        "http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR","display":"Medical Record Number"}],\
        "text":"Medical Record Number"},"system":"http://hospital.smarthealthit.org","value":"%3$s"},\
        {"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-%6$08d"}],"name":[{"use":"official",\
        "family":"%4$s","given":["Given%5$d","Other%7$d"],"prefix":["Mrs."]}],"telecom":[{"system":"phone",\
        "value":"555-%6$08d","use":"home"}],"gender":"female","birthDate":"%8$s","address":[{"line":\
        ["%5$d Koelpin Wynd"],"city":"Town%5$d","state":"MA","postalCode":"%9$05d","country":"US"}],\
        "maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus",\
        "code":"S","display":"Never Married"}],"text":"Never Married"},"multipleBirthBoolean":false,\
        "communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"en-US","display":\
        "English (United States)"}],"text":"English (United States)"}}]}\
        """
            .formatted(
                id,
                written(number),
                identifier(number),
                family(number),
                scattered(number, 3_000),
                number,
                scattered(number, 5_000),
                birthDate(scattered(number, DAYS)),
                scattered(number, 30_000));
    return new Made(id, written(number), text);
  }

  static Made observation(int number) {
    String id = id("Observation", number);
    String text =
        """
        {"resourceType":"Observation","id":"%1$s","meta":{"versionId":"1","lastUpdated":"%2$s","profile":\
        ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-vital-signs"]},"status":"final",\
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category",\
        "code":"vital-signs","display":"Vital signs"}]}],"code":{"coding":[{"system":"http://loinc.org",\
        "code":"%3$s","display":"Measured %3$s"}],"text":"Measured %3$s"},"subject":{"reference":\
        "Patient/%4$s"},"encounter":{"reference":"Encounter/%5$s"},"effectiveDateTime":\
        "%6$sT01:28:29+00:00","issued":"%6$sT01:28:29.151+00:00","valueQuantity":{"value":%7$d.5,\
        "unit":"cm","system":"http://unitsofmeasure.org","code":"cm"}}\
        """
            .formatted(
                id,
                written(number),
                code(number),
                patientId(patientOf(number)),
                id("Encounter", number / 3),
                birthDate(scattered(number, DAYS)),
                scattered(number, 200));
    return new Made(id, written(number), text);
  }
}
