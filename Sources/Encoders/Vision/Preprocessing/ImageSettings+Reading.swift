import NearestCore

extension ImageSettings {
    /// The families of image processors whose files are read here; they differ in what a missing member means.
    enum Family: String {
        case clip = "CLIP"
        case vit = "ViT"
        case convNext = "ConvNext"
        case siglip = "Siglip"
        case bit = "Bit"
    }

    private struct File: Decodable {
        var image_processor_type: String?
        var feature_extractor_type: String?
        var do_resize: Bool?
        var size: ImageSize?
        var resample: Int?
        var do_center_crop: Bool?
        var crop_size: ImageSize?
        var crop_pct: Double?
        var do_rescale: Bool?
        var rescale_factor: Double?
        var do_normalize: Bool?
        var image_mean: [Double]?
        var image_std: [Double]?
        var do_pad: Bool?
    }

    /// Reads a model's `preprocessor_config.json`.
    ///
    /// - Parameter family: what the model's processor is where the file does not say.
    /// - Throws: `NearestError(.brokenModel)` for a file that is missing or contradicts itself, `.unknownModel`
    ///   for steps that are not known here.
    init(_ folder: ModelFolder, family: Family) throws {
        let name = "preprocessor_config.json"
        let file = try folder.decode(File.self, from: name)
        let path = "\(folder.path)/\(name)"
        let family = try Self.family(file, path) ?? family
        guard file.do_pad != true else { throw Self.unknown(path, "do_pad") }
        guard let filter = PillowFilter(rawValue: file.resample ?? family.filter.rawValue) else {
            throw Self.unknown(path, "resample \(file.resample ?? 0)")
        }
        self.filter = filter
        crop = nil
        resizing = .none
        scale = file.do_rescale == false ? nil : file.rescale_factor ?? 1 / 255
        let normalises = file.do_normalize ?? true
        mean = normalises ? file.image_mean ?? family.mean : nil
        deviation = normalises ? file.image_std ?? family.deviation : nil
        guard [mean, deviation].allSatisfy({ $0 == nil || $0?.count == 3 }), deviation?.contains(0) != true else {
            throw NearestError(
                .brokenModel, path, "its mean or deviation is not three usable numbers",
                remedy: ModelFolder.sizesRemedy)
        }
        if file.do_resize ?? true { try setResizing(file.size ?? family.size, family, file.crop_pct, path) }
        if file.do_center_crop ?? family.crops {
            crop = try Self.pixelSize(file.crop_size ?? ImageSize(side: 224), path)
        }
        let sides = [crop?.height, crop?.width, outputSize?.height, outputSize?.width].compactMap(\.self)
        guard sides.allSatisfy({ (1...4096).contains($0) }) else {
            throw NearestError(.brokenModel, path, "its sizes are impossible", remedy: ModelFolder.sizesRemedy)
        }
    }

    /// torchvision's for its classifiers, which come without a file that says so.
    static func torchvision(shortestEdge: Int) -> ImageSettings {
        ImageSettings(
            resizing: .shortestEdge(shortestEdge), filter: .bilinear, crop: PixelSize(height: 224, width: 224),
            cropsToEven: true, scale: 1 / 255, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
    }

    private mutating func setResizing(
        _ size: ImageSize, _ family: Family, _ cropShare: Double?, _ path: String
    ) throws {
        if let other = size.other { throw Self.unknown(path, "size.\(other)") }
        if family == .convNext {
            guard let edge = size.shortestEdge ?? size.side, edge > 0 else {
                throw Self.unknown(path, "a size without shortest_edge")
            }
            // At 384 and above these models were shown the whole picture.
            guard edge < 384 else {
                resizing = .exact(height: edge, width: edge)
                return
            }
            let share = cropShare ?? 224 / 256
            guard share > 0, share <= 1 else { throw Self.unknown(path, "crop_pct \(share)") }
            resizing = .shortestEdge(Int(Double(edge) / share))
            crop = PixelSize(height: edge, width: edge)
        } else if let edge = size.shortestEdge ?? (family.isSquare ? nil : size.side) {
            guard (1...4096).contains(edge) else { throw Self.unknown(path, "shortest_edge \(edge)") }
            resizing = .shortestEdge(edge)
        } else {
            let exact = try Self.pixelSize(size, path)
            resizing = .exact(height: exact.height, width: exact.width)
        }
    }

    private static func pixelSize(_ size: ImageSize, _ path: String) throws -> PixelSize {
        guard let height = size.height ?? size.side, let width = size.width ?? size.side, height > 0, width > 0
        else {
            throw NearestError(
                .brokenModel, path, "it has a size without height and width", remedy: ModelFolder.sizesRemedy)
        }
        return PixelSize(height: height, width: width)
    }

    /// The file's own word for its kind, such as `CLIPFeatureExtractor` or `ViTImageProcessorFast`.
    private static func family(_ file: File, _ path: String) throws -> Family? {
        guard let type = file.image_processor_type ?? file.feature_extractor_type else { return nil }
        for ending in ["ImageProcessorFast", "ImageProcessorPil", "ImageProcessor", "FeatureExtractor"]
        where type.hasSuffix(ending) {
            if let family = Family(rawValue: String(type.dropLast(ending.count))) { return family }
        }
        throw unknown(path, type)
    }

    private static func unknown(_ path: String, _ what: String) -> NearestError {
        NearestError(
            .unknownModel, path, "its way of preparing pictures (\(what)) is not known here",
            remedy: "`nearest models list` names models that work.")
    }
}

extension ImageSettings.Family {
    fileprivate var filter: PillowFilter { self == .vit ? .bilinear : .bicubic }

    fileprivate var crops: Bool { self == .clip || self == .bit }

    /// Whether a size of one number means a square.
    fileprivate var isSquare: Bool { self == .vit || self == .siglip }

    fileprivate var size: ImageSize {
        switch self {
        case .clip, .bit: ImageSize(shortestEdge: 224)
        case .vit, .siglip: ImageSize(height: 224, width: 224)
        case .convNext: ImageSize(shortestEdge: 384)
        }
    }

    fileprivate var mean: [Double] {
        self == .clip || self == .bit ? [0.48145466, 0.4578275, 0.40821073] : [0.5, 0.5, 0.5]
    }

    fileprivate var deviation: [Double] {
        self == .clip || self == .bit ? [0.26862954, 0.26130258, 0.27577711] : [0.5, 0.5, 0.5]
    }
}
