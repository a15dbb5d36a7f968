/** Coverage-guided fuzzing of everything that reads bytes which others wrote. */
@NullMarked
package org.theorder.lifeboat.repository.fuzz;

import org.jspecify.annotations.NullMarked;
