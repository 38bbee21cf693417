package dev.andiron.contract;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.client.interceptor.BasicAuthInterceptor;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import dev.andiron.main.TestApp;

/// The client of HAPI FHIR as people set it up: it asks the server for its CapabilityStatement
/// before the first call and refuses one of another version of FHIR.
final class HapiClient {
  private static final FhirContext CONTEXT = context();

  private HapiClient() {}

  private static FhirContext context() {
    FhirContext context = FhirContext.forR4();
    context.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.ONCE);
    return context;
  }

  /// A client that proves by Basic that it is the one that may do everything.
  static IGenericClient root() {
    IGenericClient client = of("/fhir");
    client.registerInterceptor(new BasicAuthInterceptor("root", TestApp.ROOT_SECRET));
    return client;
  }

  static IGenericClient bearer(String token) {
    IGenericClient client = of("/fhir");
    client.registerInterceptor(new BearerTokenAuthInterceptor(token));
    return client;
  }

  private static IGenericClient of(String path) {
    return CONTEXT.newRestfulGenericClient(Given.APP.url() + path);
  }
}
