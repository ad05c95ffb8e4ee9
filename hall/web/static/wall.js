// SPDX-License-Identifier: Apache-2.0
// The hall on a wall: nothing to press, it only follows.

import { follow } from "./live.js";

follow();
