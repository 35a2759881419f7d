package dev.marea.service.problem;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatusCode;

/**
 * What Tomcat itself refused before any application saw it (a malformed request line, an
 * illegal character), as a problem detail.
 */
public class ProblemErrorValve extends ErrorReportValve {

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int status = response.getStatus();
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			Problems.write(request, response, Problems.of(HttpStatusCode.valueOf(status)));
		}
		catch (IOException | IllegalStateException ex) {
			// The client is gone.
		}
	}

}
