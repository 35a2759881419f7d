package dev.marea.order;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.marea.service.test.ClassNames;
import dev.marea.service.test.NoGeneratedClasses;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dev.marea.order", importOptions = NoGeneratedClasses.class)
class ArchitectureTests {

	@ArchTest
	static void no_two_classes_have_the_same_name(JavaClasses classes) {
		ClassNames.assertUnique(classes);
	}

	@ArchTest
	static final ArchRule an_order_knows_no_remote_system = noClasses().that()
		.haveNameMatching("dev\\.marea\\.order\\.(Order|OrderLine|OrderLines|OrderStatus|Owner|money\\..*)")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.marea.order.catalog..", "dev.marea.order.web..", "dev.marea.order.invariants..",
				"dev.marea.service..", "org.springframework.web..", "org.springframework.http..");

	/** Otherwise the two packages would form a cycle. */
	@ArchTest
	static final ArchRule the_client_of_the_catalog_knows_no_order = noClasses().that()
		.resideInAPackage("dev.marea.order.catalog..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.marea.order", "dev.marea.order.web..", "dev.marea.order.invariants..");

	@ArchTest
	static final ArchRule only_web_answers_with_problems = noClasses().that()
		.resideInAPackage("dev.marea.order..")
		.and()
		.resideOutsideOfPackage("dev.marea.order.web..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.marea.service.problem..");

}
