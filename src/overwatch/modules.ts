/** Which modules of Overwatch build on which. */

/**
 * The modules that must have come forward before each of these can, as the pipelines of Overwatch 0.8.2.0 declare them (`Bronze`, `Silver`
 * and `Gold` of databrickslabs/overwatch). Modules that build on none are absent.
 */
const DEPENDENCIES: Readonly<Record<number, readonly number[]>> = {
  1005: [1004],
  1006: [1004],
  2003: [1006],
  2005: [1006],
  2006: [1006],
  2007: [1006],
  2008: [1006],
  2009: [1003, 1004],
  2010: [1001, 1004],
  2011: [1004, 2010, 2014],
  2014: [1002, 1004],
  2016: [1004],
  2017: [1004],
  2018: [1004],
  2019: [1005],
  2020: [1004],
  2021: [1004, 1013],
  2022: [1004, 1013],
  3001: [2014],
  3002: [2010],
  3003: [2011],
  3004: [2018],
  3005: [2014, 2019],
  3007: [2017],
  3008: [2016],
  3009: [2009],
  3010: [2006],
  3011: [2007],
  3012: [2008],
  3013: [2005],
  3014: [2003],
  3015: [3001, 3003, 3005],
  3016: [1006, 2005],
  3017: [2020],
  3018: [2021],
  3019: [1004, 3004, 3005],
  3020: [2021, 2022],
};

/** The modules that a module builds on directly; none for one that is not known. */
export function dependenciesOf(moduleId: number): readonly number[] {
  return DEPENDENCIES[moduleId] ?? [];
}
