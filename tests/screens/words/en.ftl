# SPDX-License-Identifier: Apache-2.0
# Words of the sample screen, to be looked at.

hall = Public Service Centre
today = Sunday 22 November · 09:41
other-language = 中文
question = What brings you here today?
insurance = Social insurance
insurance-more = Registration · changes · payments · withdrawal
household = Household and identity
household-more = Birth · moving · identity card
waiting = { $people } waiting · about { $least }–{ $most } min
time-limit = Promised time
time-limit-value = While you wait
time-limit-more = By law 10 working days
window = Windows
window-value = 3 and 4
window-more = Ground floor, zone B · 1 minute’s walk
tag-immediate = Decided now
tag-appointment = By appointment
papers = What to bring
identity-card = Identity card
identity-card-more = Original
licence = Business licence (duplicate)
licence-more = Original and 1 copy
missing = { $count } paper is missing: the staff list. You can still take a ticket; the window will tell you everything at once.
print = Print this list
take = Take a ticket
large = Large text
contrast = Contrast
taken = Pressed { $count } times
