package dev.marea.service.problem;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * Answers requests that Tomcat itself refused, such as those with a malformed request
 * line, as problem details.
 */
public class ProblemErrorValve extends ErrorReportValve {

	private static final String TOO_LARGE = StringManager.getManager(Http11InputBuffer.class)
		.getString("iib.requestheadertoolarge.error");

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			Problems.write(request, response, Problems.of(status(request, response, throwable)));
		}
		catch (IOException | IllegalStateException ex) {
			// The client closed the connection.
		}
	}

	/**
	 * Tomcat answers 400 whichever bound a request exceeds; this finds the exact status.
	 */
	private static HttpStatusCode status(Request request, Response response, @Nullable Throwable throwable) {
		int status = response.getStatus();
		// Tomcat throws an IllegalStateException for too many headers.
		if (status == 400 && throwable != null
				&& (throwable instanceof IllegalStateException || TOO_LARGE.equals(throwable.getMessage()))) {
			return request.getCoyoteRequest().requestURI().isNull() ? HttpStatus.URI_TOO_LONG
					: HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
		}
		return HttpStatusCode.valueOf(status);
	}

}
