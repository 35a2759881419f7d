@NullMarked
package dev.marea.catalog.product.web;

import org.jspecify.annotations.NullMarked;
