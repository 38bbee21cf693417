package dev.andiron.oauth.protocol;

import dev.andiron.http.Handler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.pg.DatabaseException;
import dev.andiron.resource.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands around every OAuth endpoint: turns what it throws into an error of the catalogue.
public final class OAuthHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(OAuthHandler.class);

  private final Handler endpoint;

  public OAuthHandler(Handler endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public Handler behind() {
    return endpoint.behind();
  }

  @Override
  public Response handle(Request request) {
    try {
      return endpoint.handle(request);
    } catch (OAuthException e) {
      if (!e.detail().isEmpty()) {
        LOG.info("request {}: {} ({})", request.id(), e.error().code(), e.detail());
      }
      return OAuthAnswers.of(request, e);
    } catch (HttpProblem e) {
      return OAuthAnswers.of(request, e);
    } catch (DatabaseException e) {
      if (!e.isUnavailable()) {
        throw e;
      }
      LOG.warn("request {}: the database is out of reach ({})", request.id(), e.state());
      return OAuthAnswers.of(request, OAuthException.unavailable(1, ""));
    } catch (RefusedException e) {
      if (e.reason() != RefusedException.Reason.BUSY) {
        throw e;
      }
      return OAuthAnswers.of(request, OAuthException.unavailable(1, ""));
    }
  }
}
