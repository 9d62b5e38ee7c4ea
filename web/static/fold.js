// Folds the parts of a long form on a telephone, but the first and those where something is wrong.
if (matchMedia("(max-width: 48rem)").matches) {
  document.querySelectorAll("details.part ~ details.part").forEach((part) => {
    part.open = part.querySelector(".wrong") !== null;
  });
}
