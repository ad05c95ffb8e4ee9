# SPDX-License-Identifier: Apache-2.0
"""How a printer is named on the command line; apart from the driver, which takes long to load."""

from config.devices import Printer as PrinterSetting


class PrinterAddressError(ValueError):
    """What was given as a printer is none; the text says how it is written."""


def setting_of(address: str) -> PrinterSetting:
    """Return the setting that `file:PATH`, `serial:PATH`, `network:HOST:PORT`, `usb:V:P` means."""
    kind, _, rest = address.partition(":")
    try:
        match kind:
            case "file" | "serial" if rest:
                return PrinterSetting(id="printer", transport=kind, path=rest)
            case "network":
                host, _, port = rest.rpartition(":")
                if host:
                    return PrinterSetting(
                        id="printer", transport="network", host=host, port=int(port)
                    )
            case "usb":
                vendor, _, product = rest.partition(":")
                return PrinterSetting(
                    id="printer",
                    transport="usb",
                    usb_vendor=int(vendor, 16),
                    usb_product=int(product, 16),
                )
            case _:
                pass
    except ValueError:
        pass
    text = (
        f"'{address}' is no printer; write file:PATH, serial:PATH, network:HOST:PORT or "
        "usb:VENDOR:PRODUCT (hexadecimal, as lsusb shows them)"
    )
    raise PrinterAddressError(text)
