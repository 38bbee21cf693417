package dev.andiron.oauth.account;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.identity.HashImport;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.oauth.protocol.OAuthException;

/// `POST /auth/import-hash`: gives a user who has no password one of which only a hash is known, by
/// those whom a policy allows it. It is no member of a User, so that nobody who may write users
/// writes a hash by that, and no password becomes a hash by looking like one.
public final class ImportHashEndpoint implements ProtectedHandler {
  private static final String USER = "userId";
  private static final String HASH = "passwordHash";

  private final HashImport imports;

  public ImportHashEndpoint(HashImport imports) {
    this.imports = imports;
  }

  @Override
  public Response handle(ProtectedCall call) {
    if (!call.parameters().list().isEmpty()) {
      throw OAuthException.invalidRequest("Whose hash it is, and which, is said in the body.");
    }
    Json body = call.body();
    JsonObject said = body != null && body.resolved() instanceof JsonObject object ? object : null;
    String userId = said == null ? null : said.string(USER);
    Json hash = said == null ? null : said.get(HASH);
    if (said == null || said.size() != 2 || userId == null || hash == null) {
      throw OAuthException.invalidRequest(
          "Say " + USER + ", the id of a user, and " + HASH + ", and nothing else.");
    }
    return switch (imports.take(userId, hash)) {
      case HashImport.Result.Taken() -> OAuthAnswers.changed();
      case HashImport.Result.Unfit(String fault) -> throw new HttpProblem(422, HASH + " " + fault);
      case HashImport.Result.NoSuchUser() -> throw new HttpProblem(404, "There is no such user.");
      case HashImport.Result.HasPassword() ->
          throw new HttpProblem(
              409, "The user has a password, which stays; remove it first if you mean it.");
    };
  }
}
