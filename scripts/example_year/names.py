"""Invented people: names as they sound in the valley of the Chira, in random mixtures.

Knows lists of surnames and given names; no mixture is meant to be anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scripts.example_year.dice import Dice

Draw = Callable[[], str]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES = _words(
    "Chero Ñopo Yarlequé Sullón Ipanaqué Chunga Silupú Imán Castillo Juárez Nizama "
    "Purizaca Zapata Sojo Mechato Nole Viera Sosa Saba Mena Ruiz Timaná Litano Benites "
    "Morales Panta Paiva Eche Querevalú Periche Amaya Tume Chiroque Sernaqué Yovera "
    "Namuche Inga Vílchez Adrianzén Calle Carreño Cruz Farfán Flores García Girón "
    "Gonzales Guerrero Herrera Infante Lachira Lalupú López Macalupú Maza Mogollón Mío "
    "Ordinola Otero Palacios Peña Quinde Ramírez Reyes Rivas Ruesta Saavedra Seminario "
    "Talledo Temoche Valladolid Vargas Villegas Vite Yamunaqué Zeta Núñez Crisanto Sandoval"
)
COMPOUND_SURNAMES = ("De la Cruz", "De Dios", "Del Rosario", "La Madrid", "San Martín")
MEN = _words(
    "José Luis Juan Carlos Segundo Santos Pedro Manuel Víctor César Martín Wilmer Óscar "
    "Félix Andrés Ramón Tomás Agustín Eduardo Hernán Isidro Jaime Julio Lorenzo Marcos "
    "Nicolás Orlando Percy Raúl Roger Rubén Simón Teodoro Walter Yohnny Ángel Darwin Elmer"
)
WOMEN = _words(
    "María Rosa Juana Luz Carmen Elena Julia Elvira Delia Flor Teresa Maritza Santos "
    "Yolanda Gladys Nelly Irma Mercedes Socorro Lucía Paula Verónica Zoila Angélica Betty "
    "Cecilia Domitila Esther Fátima Graciela Hilda Inés Karla Lidia Marleny Noemí Olga"
)
COMPOUND_MEN = ("José de los Santos", "Juan de Dios", "Segundo Cruz", "José Ramiro")
COMPOUND_WOMEN = (
    "María del Rosario",
    "María de los Ángeles",
    "Rosa del Pilar",
    "María Cruz",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person's name as it stands on the DNI."""

    first_surname: str
    second_surname: str
    given: str
    is_woman: bool

    @property
    def surnames(self) -> str:
        """Both surnames."""
        return f"{self.first_surname} {self.second_surname}"

    @property
    def full(self) -> str:
        """Given names first, as on a list of the board."""
        return f"{self.given} {self.surnames}"


class Registry:
    """Gives out names and DNIs, none of them twice."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.names: set[str] = set()
        self.numbers: set[str] = set()

    def person(self, *, is_woman: bool) -> Name:
        """Somebody new."""
        return self._new(self._surname, self._surname, is_woman=is_woman)

    def child(self, father: str, mother: str) -> Name:
        """A child of two people, by their first surnames."""
        is_woman = self.dice.chance(50)
        return self._new(lambda: father, lambda: mother, is_woman=is_woman)

    def dni(self, year_of_birth: int) -> str:
        """An invented DNI: old people of the valley have low ones, zeros in front."""
        low, high = _numbers_of(year_of_birth)
        while True:
            number = f"{self.dice.between(low, high):08d}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def _new(self, first: Draw, second: Draw, *, is_woman: bool) -> Name:
        while True:
            name = Name(
                first_surname=first(),
                second_surname=second(),
                given=self._given(is_woman=is_woman),
                is_woman=is_woman,
            )
            if name.full not in self.names:
                self.names.add(name.full)
                return name

    def _surname(self) -> str:
        if self.dice.chance(3):
            return self.dice.choice(COMPOUND_SURNAMES)
        return self.dice.choice(SURNAMES)

    def _given(self, *, is_woman: bool) -> str:
        plain = WOMEN if is_woman else MEN
        if self.dice.chance(5):
            return self.dice.choice(COMPOUND_WOMEN if is_woman else COMPOUND_MEN)
        first = self.dice.choice(plain)
        second = self.dice.choice(plain)
        return first if second == first or self.dice.chance(25) else f"{first} {second}"


def _numbers_of(year_of_birth: int) -> tuple[int, int]:
    """Between which numbers the DNI of somebody born that year lies."""
    if year_of_birth < 1976:
        return 2_600_000, 3_899_999
    if year_of_birth < 1988:
        return 40_000_000, 45_999_999
    if year_of_birth < 2006:
        return 70_000_000, 77_999_999
    return 78_000_000, 81_999_999
