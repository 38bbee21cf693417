package dev.andiron.oauth.token;

import dev.andiron.http.Request;
import dev.andiron.oauth.protocol.ClientProof.Proof;
import dev.andiron.oauth.protocol.OAuthParameters;

/// A token request whose client is known.
record TokenRequest(Request http, OAuthParameters parameters, Proof proof) {}
