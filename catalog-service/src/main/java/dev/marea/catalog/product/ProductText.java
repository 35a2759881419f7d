package dev.marea.catalog.product;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;

/**
 * Text on one line that the database can store. It has no control characters (PostgreSQL
 * rejects NUL) and no unpaired surrogates (UTF-8 cannot encode them).
 */
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.RECORD_COMPONENT,
		ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {})
@Pattern(regexp = "^[^\\x00-\\x1F\\x7F-\\x9F\\uD800-\\uDFFF]*$")
@ReportAsSingleViolation
public @interface ProductText {

	String message() default "must be text without control characters";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

}
