# SPDX-License-Identifier: Apache-2.0
# The words of the base widgets.

weekday = { $day ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
date = { $weekday } { $day }/{ $month }
as-of = As of { $time }
