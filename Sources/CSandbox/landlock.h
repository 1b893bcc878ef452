#ifndef CSANDBOX_LANDLOCK_H
#define CSANDBOX_LANDLOCK_H

#include "CSandbox.h"

// Lets the process read what `bounds` names, and no more; its version goes to `version`, 0 where the kernel has no
// Landlock. Returns 0 or -1.
int csb_landlock(const csb_bounds *bounds, int *version);

#endif
