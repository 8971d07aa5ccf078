"""What she can fix outside the workbook: a wrong file, one that is open, a full disk.

Knows the kinds of trouble and their texts; English here, translated by the catalogues.
"""

from dataclasses import dataclass

from apoq_batch.core.facts import Fact
from apoq_batch.core.facts import Facts
from apoq_batch.core.facts import facts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One kind of trouble: what is wrong, and what to do."""

    message: str
    hint: str


class BatchError(Exception):
    """The world said no; carries what to tell the treasurer (exit code 3)."""

    def __init__(self, trouble: Trouble, **facts: Fact) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble
        self.facts: Facts = facts_of(facts)


NOT_FOUND = Trouble(
    message="There is no file «{name}».",
    hint="Check the name and the folder, and drop the workbook in again.",
)
IS_FOLDER = Trouble(
    message="«{name}» is a folder and not a workbook.",
    hint="Choose the workbook inside it.",
)
IS_EMPTY = Trouble(
    message="The file «{name}» is empty.",
    hint="Take the last copy that was saved whole, in the folder original of an earlier pack.",
)
NO_ACCESS = Trouble(
    message="The file «{name}» cannot be read: the computer does not allow it.",
    hint="Close it in other programs, or copy it to your own folder and try again.",
)
IS_OWNER_FILE = Trouble(
    message="«{name}» is the mark that Excel leaves while a workbook is open, not a workbook.",
    hint="Choose the file with the same name without ~$ in front.",
)
IS_OLD_EXCEL = Trouble(
    message="«{name}» is a workbook of the old Excel (.xls).",
    hint="Open it in Excel and save it as an Excel workbook (.xlsx).",
)
IS_PROTECTED = Trouble(
    message="The workbook «{name}» is protected by a password to open it.",
    hint="Open it in Excel, take the password away under File, Info, and save it.",
)
IS_OPENDOCUMENT = Trouble(
    message="«{name}» is an OpenDocument spreadsheet (.ods).",
    hint="Open it in LibreOffice and save it as Excel 2007-365 (.xlsx).",
)
IS_BINARY_EXCEL = Trouble(
    message="«{name}» is a binary Excel workbook (.xlsb).",
    hint="Open it in Excel and save it as an Excel workbook (.xlsx).",
)
IS_TEXT = Trouble(
    message="«{name}» is a text or CSV file and not a workbook.",
    hint="Open it in Excel and save it as an Excel workbook (.xlsx).",
)
IS_PICTURE = Trouble(
    message="«{name}» is a picture and not a workbook.",
    hint="Choose the Excel workbook of the association.",
)
IS_OTHER = Trouble(
    message="«{name}» is not an Excel workbook.",
    hint="Choose the Excel workbook of the association (.xlsx).",
)
IS_CUT_OFF = Trouble(
    message="The workbook «{name}» is cut off: its end is missing.",
    hint="Copy or download it again; if that does not help, take the last good copy.",
)
IS_DAMAGED = Trouble(
    message="The workbook «{name}» is damaged and cannot be read.",
    hint="Open it in Excel, let it repair the file, save it under another name and try again.",
)
IS_TOO_LARGE = Trouble(
    message="The workbook «{name}» unpacks to far more than a workbook of this kind needs.",
    hint="Copy your rows into the blank workbook and try with that.",
)
HAS_ENTITIES = Trouble(
    message="The workbook «{name}» contains definitions that Excel never writes.",
    hint="Do not use this file; ask whoever sent it for the original.",
)
OUTPUT_FAILED = Trouble(
    message="The results could not be written in «{name}».",
    hint="Choose another folder with --out, and run again.",
)
DISK_FULL = Trouble(
    message="The disk is full: «{name}» could not be written.",
    hint="Free some space and run again; the earlier results are as they were.",
)
OUTPUT_FORBIDDEN = Trouble(
    message="The computer does not allow writing in «{name}».",
    hint="Choose a folder of your own with --out, and run again.",
)
OUTPUT_IN_USE = Trouble(
    message="Another program holds a file in «{name}» open.",
    hint="Close the earlier results in other programs, and run again.",
)
NOT_A_PACK = Trouble(
    message="«{name}» is there already and is not a folder of results of this program.",
    hint="Move it elsewhere or choose another folder with --out; nothing was changed.",
)
INSIDE_PACK = Trouble(
    message="The workbook «{name}» lies inside the folder of results that would be replaced.",
    hint="Move the workbook out of it, or choose another folder with --out.",
)
LETTERS_LOST = Trouble(
    message="The results in «{name}» hold all the letters of the month, and this run would leave few of them or none.",
    hint="Choose another folder with --out, or close without --member and --no-letters; nothing was changed.",
)
MARKED_IS_INPUT = Trouble(
    message="The copy with the faulty cells cannot take the place of your workbook «{name}».",
    hint="Choose another name with --marked.",
)
OUTPUT_IS_FILE = Trouble(
    message="«{name}» is a file and not a folder for the results.",
    hint="Choose another folder with --out.",
)
RUNNING_ALREADY = Trouble(
    message="Another run is writing in «{name}» right now.",
    hint="Wait until it ends and run again.",
)
EXISTS_ALREADY = Trouble(
    message="There is already a file «{name}».",
    hint="Choose another name; nothing was changed.",
)
NOT_XLSX_NAME = Trouble(
    message="«{name}» is not a name for an Excel workbook.",
    hint="Choose a name that ends in .xlsx.",
)
NO_SUCH_MEMBER = Trouble(
    message="There is no member «{name}».",
    hint="Write one of the codes of the sheet of members.",
)
NO_MANIFEST = Trouble(
    message="«{name}» is not a folder of results of this program.",
    hint="Name the folder of the month with --pack, such as salidas/2026-09.",
)
BAD_MANIFEST = Trouble(
    message="The list of what was issued, «{name}», cannot be read.",
    hint="Take the folder of the month from a copy, or close the month again.",
)
NOT_A_CODE = Trouble(
    message="«{name}» is neither a file here nor a code or number of a letter.",
    hint="Check the name of the file, or type the code as it stands beside the QR.",
)
NO_LOGO = Trouble(
    message="There is no picture «{name}» for the logo.",
    hint="Put it beside the workbook, or correct logotipo in the sheet of settings, or --logo.",
)
BAD_LOGO = Trouble(
    message="The picture «{name}» cannot be used as a logo.",
    hint="Save it as PNG or JPG, and choose that file.",
)
PDF_UNAVAILABLE = Trouble(
    message="The letters cannot be made: the program that makes PDF files lacks «{name}».",
    hint="Run «apoq doctor» to see what to install, or run with --no-letters.",
)
CLUSTER_UNAVAILABLE = Trouble(
    message="A cluster cannot be used: the program lacks «{name}».",
    hint="Install the program with its extra «cluster», or run without --scheduler.",
)
CLUSTER_SILENT = Trouble(
    message="The cluster «{name}» does not answer.",
    hint="Check the address, such as tcp://host:8786, and that its scheduler is running; or run without --scheduler.",
)
CLUSTER_EMPTY = Trouble(
    message="The cluster «{name}» has no workers.",
    hint="Start workers and run again, or run without --scheduler.",
)
CLUSTER_LOST = Trouble(
    message="The cluster «{name}» was lost before all letters were made.",
    hint="Look at the messages of its workers and run again, or run without --scheduler.",
)
CLUSTER_DIFFERS = Trouble(
    message="A worker of the cluster «{name}» has other versions of the programs than this computer.",
    hint="Install the same versions on all of them, or run without --scheduler.",
)
OUTPUT_IS_SHARED = Trouble(
    message="The results of «{name}» and «{other}» would go to the same folder.",
    hint="Give one of them another name, or run them one by one with different --out.",
)

# Why a workbook that was read is not written to.
PART_IS_DAMAGED = Trouble(
    message="A part of the workbook «{name}» is damaged, so nothing was written into it.",
    hint="Open it in Excel, let Excel repair it, and save it under the same name.",
)
IS_SIGNED = Trouble(
    message="The workbook «{name}» is signed, and any change would break the signature.",
    hint="Take the signature away in Excel under File, Info, or leave the workbook as it is.",
)
IS_SHARED = Trouble(
    message="The workbook «{name}» is shared in Excel's old way, which keeps other users' changes.",
    hint="Open it in Excel, end the sharing under Review, Share Workbook, and save it.",
)
IS_FINAL = Trouble(
    message="The workbook «{name}» is marked as final.",
    hint="Open it in Excel, choose Edit Anyway, and save it.",
)
TOO_MANY_FORMATS = Trouble(
    message="The workbook «{name}» has as many cell formats as Excel allows.",
    hint="Copy the values of its sheets into a new workbook made with apoq new.",
)
ONLY_RESULT_SHEETS = Trouble(
    message="All sheets of «{name}» are result sheets, and a workbook needs one sheet.",
    hint="Delete the file if nobody needs it any more.",
)

# Why a workbook could not be replaced, where no pack holds a copy.
IS_OPEN_ELSEWHERE = Trouble(
    message="The workbook «{name}» is open in another program and was left as it is.",
    hint="Close it there and try again.",
)
HAS_CHANGED = Trouble(
    message="The workbook «{name}» changed while the program was working and was left as it is.",
    hint="Try again.",
)
NOT_REPLACED = Trouble(
    message="The workbook «{name}» could not be replaced and was left as it is.",
    hint="Try again; if it happens once more, copy it to another folder and try there.",
)

TEMPLATE_FAULT = Trouble(
    message="The template «{name}» cannot be filled: line {line}: {problem}",
    hint="Correct that line, or put back the template that came with the program. docs/templates.md has every name that it may use.",
)
