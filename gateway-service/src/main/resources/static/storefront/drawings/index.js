import * as food from './food.js';
import * as house from './house.js';
import * as sea from './sea.js';

/** All drawings by name. A drawing is a function of the shape (0, 1 or 2) that returns its parts. */
export const DRAWINGS = { ...food, ...house, ...sea };
