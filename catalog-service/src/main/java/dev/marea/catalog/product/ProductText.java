package dev.marea.catalog.product;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Text on one line that the database can store. It has no control characters (PostgreSQL
 * rejects NUL) and no unpaired surrogates (UTF-8 cannot encode them).
 */
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.RECORD_COMPONENT,
		ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ProductText.Validator.class)
public @interface ProductText {

	/** Pattern for the contract. */
	String PATTERN = "^[^\\x00-\\x1F\\x7F-\\x9F]*$";

	/** Pattern for the contract of a text that {@code @NotBlank} checks too. */
	String NOT_BLANK = "^ *[^\\x00-\\x20\\x7F-\\x9F][^\\x00-\\x1F\\x7F-\\x9F]*$";

	String message() default "must be text without control characters";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

	/**
	 * Code instead of {@code @Pattern}: readers of the contract would get its pattern,
	 * and many of them support no surrogates.
	 */
	class Validator implements ConstraintValidator<ProductText, CharSequence> {

		@Override
		public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
			return text == null || text.codePoints().noneMatch(Validator::isForbidden);
		}

		private static boolean isForbidden(int point) {
			return Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE;
		}

	}

}
