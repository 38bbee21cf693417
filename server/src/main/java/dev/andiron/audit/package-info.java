/// The records: who did what to what, from where, when, and what came of it, as FHIR AuditEvents
/// after the IHE's Basic Audit Log Patterns.
///
/// Owns what is noted of a request on its way ([Recording]), the events that are made of it, the
/// queue of those that do not go with a write, and that nobody changes one. It calls `resource`,
/// `http`, `json`, `pg` and `crypto`; it never decides who may do something, and keeps no
/// credential.
@NullMarked
package dev.andiron.audit;

import org.jspecify.annotations.NullMarked;
