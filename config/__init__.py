# SPDX-License-Identifier: Apache-2.0
"""What one hall is: its windows, services, devices and policy, typed and checked."""
