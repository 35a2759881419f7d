package dev.marea.service.problem;

import java.io.IOException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Answers errors that filters and the firewall reported with {@code sendError} as problem
 * details.
 */
@Controller
class ProblemErrorController implements ErrorController {

	@RequestMapping("${spring.web.error.path:/error}")
	void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
		// A direct request of this path is answered like an unknown path.
		HttpStatusCode status = (request.getDispatcherType() == DispatcherType.ERROR)
				? Problems.statusOf(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)) : HttpStatus.NOT_FOUND;
		Problems.write(request, response, Problems.of(status));
	}

}
